/* A touchscreen for a kiosk's window, where the machine has none: loaded before the program, it
   reads lines of `down|move|up FINGER X Y` from the pipe that CONNECT_TOUCHSCREEN names, in pixels of
   the page, and hands GTK the events that a screen's driver would have it make. */
#define _GNU_SOURCE
#include <errno.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  GdkEventType type;
  guint finger;
  double x, y;
} Touch;

static void find_page(GtkWidget *widget, gpointer found) {
  if (strcmp(G_OBJECT_TYPE_NAME(widget), "WebKitWebView") == 0) *(GtkWidget **)found = widget;
  else if (GTK_IS_CONTAINER(widget)) gtk_container_forall(GTK_CONTAINER(widget), find_page, found);
}

/* What GDK would know of the hardware: WebKit asks an event whether it came from a touchscreen. */
static GdkDevice *hardware(GdkDisplay *display, GdkDevice *pointer) {
  static GdkDevice *one = NULL;
  if (one == NULL)
    one = g_object_new(G_OBJECT_TYPE(pointer), "display", display, "name", "touchscreen", "type",
                       GDK_DEVICE_TYPE_SLAVE, "input-source", GDK_SOURCE_TOUCHSCREEN, "input-mode",
                       GDK_MODE_SCREEN, "has-cursor", FALSE, "num-touches", 10, "device-id", 99, NULL);
  return one;
}

static gboolean touch(gpointer data) {
  Touch *what = data;
  GtkWidget *page = NULL;
  GList *windows = gtk_window_list_toplevels();
  for (GList *one = windows; one != NULL; one = one->next) find_page(one->data, &page);
  g_list_free(windows);
  g_return_val_if_fail(page != NULL, G_SOURCE_REMOVE);

  GdkWindow *window = gtk_widget_get_window(page);
  GdkDisplay *display = gtk_widget_get_display(page);
  GdkDevice *pointer = gdk_seat_get_pointer(gdk_display_get_default_seat(display));
  GdkEvent *event = gdk_event_new(what->type);
  event->touch.window = g_object_ref(window);
  event->touch.time = (guint32)(g_get_monotonic_time() / 1000);
  event->touch.x = what->x;
  event->touch.y = what->y;
  event->touch.x_root = what->x;
  event->touch.y_root = what->y;
  event->touch.sequence = GUINT_TO_POINTER(what->finger);
  event->touch.emulating_pointer = what->finger == 1;
  gdk_event_set_device(event, pointer);
  gdk_event_set_source_device(event, hardware(display, pointer));
  gtk_main_do_event(event);
  gdk_event_free(event);
  return G_SOURCE_REMOVE;
}

static gpointer feel(gpointer path) {
  /* Both ends are held, so it never ends. */
  FILE *pipe = fopen(path, "r+");
  char kind[8];
  Touch what;
  while (pipe != NULL && fscanf(pipe, "%7s %u %lf %lf", kind, &what.finger, &what.x, &what.y) == 4) {
    what.type = kind[0] == 'd' ? GDK_TOUCH_BEGIN : kind[0] == 'u' ? GDK_TOUCH_END : GDK_TOUCH_UPDATE;
    gdk_threads_add_idle_full(G_PRIORITY_DEFAULT, touch, g_memdup2(&what, sizeof what), g_free);
  }
  return NULL;
}

__attribute__((constructor)) static void plug_in(void) {
  const char *path = g_getenv("CONNECT_TOUCHSCREEN");
  /* The programs that it starts have no window of their own. */
  if (path != NULL && strcmp(program_invocation_short_name, "connect-kiosk") == 0)
    g_thread_unref(g_thread_new("touchscreen", feel, g_strdup(path)));
}
