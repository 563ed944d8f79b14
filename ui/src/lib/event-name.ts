import type { EventView } from './bindings/EventView';
import type { Language } from './i18n';

/** What an event is called in the language of whoever reads; by its own name where it has no other. */
export function eventName(event: EventView, reader: Language): string {
  const names: Readonly<Partial<Record<Language, string | null>>> = event.names;
  return names[reader] ?? event.name;
}
