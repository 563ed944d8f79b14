//! The kiosk's window as an attendee uses it: what it shows, and touches on it.

use crate::wait::until;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// How long a screen may take to change, on a busy machine.
const SOON: Duration = Duration::from_secs(15);

/// Between two keys of somebody who types fast.
const PERSON: Duration = Duration::from_millis(90);

/// The window.
pub struct Screen {
    client: Client,
}

/// Comes back when what moves for a moment has moved, the type is there, and the window has drawn
/// it. What moves for long (a bar that runs out) isn't waited for.
const STAND_STILL: &str = "
    const done = arguments[arguments.length - 1];
    const short = (a) => a.effect && a.effect.getComputedTiming().endTime < 3000;
    const moving = document.getAnimations().filter(short).map((a) => a.finished.catch(() => {}));
    const frame = () => new Promise(requestAnimationFrame);
    const still = Promise.all([document.fonts.ready, ...moving]).then(frame).then(frame);
    const enough = new Promise((late) => setTimeout(late, 2000));
    Promise.race([still, enough]).then(() => done(true));
";

/// A dot that nobody sees changes all the time: a picture waits for the next frame, and a screen
/// on which nothing changes draws none for up to a minute.
const KEEP_DRAWING: &str = "
    const dot = document.createElement('i');
    const place = { position: 'fixed', insetBlockStart: 0, insetInlineStart: 0 };
    Object.assign(dot.style, place, { inlineSize: '1px', blockSize: '1px', pointerEvents: 'none' });
    document.documentElement.append(dot);
    let turn = 0;
    const timer = setInterval(() => {
        turn = 1 - turn;
        dot.style.background = `rgb(0 0 0 / ${turn}%)`;
    }, 100);
    window.stopDrawing = () => {
        clearInterval(timer);
        dot.remove();
    };
";

/// Asks the backend as `ipc.ts` does.
const INVOKE: &str = "
    const [command, args, done] = arguments;
    window.__TAURI_INTERNALS__.invoke(command, args).then(
        (answer) => done({ answer }),
        (refusal) => done({ refusal }),
    );
";

/// Presses keys as fast as no driver does, ending with CR and LF.
const SCAN: &str = "
    for (const key of [...arguments[0], 'Enter', 'Enter']) {
        window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    }
";

/// Takes the dot of [`KEEP_DRAWING`] away.
const STOP_DRAWING: &str = "window.stopDrawing();";

fn by_test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

#[expect(clippy::unwrap_used, reason = "a test can't go on without its window")]
impl Screen {
    /// A window that a driver has opened.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// The name of the screen that is shown.
    pub async fn name(&self) -> Option<String> {
        let root = self.client.find(Locator::Css("[data-screen]")).await.ok()?;
        root.attr("data-screen").await.ok().flatten()
    }

    /// Waits for a screen.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn expect(&self, name: &str) -> &Self {
        until(&format!("the screen `{name}`"), SOON, async || {
            (self.name().await.as_deref() == Some(name)).then_some(())
        })
        .await;
        self
    }

    /// Holds a control for so long.
    ///
    /// # Panics
    /// If it isn't there.
    pub async fn hold(&self, id: &str, span: Duration) {
        let control = self
            .client
            .find(Locator::Css(&by_test_id(id)))
            .await
            .unwrap();
        let held = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement {
                element: control,
                duration: None,
                x: 0.0,
                y: 0.0,
            })
            .then(PointerAction::Down { button: 0 })
            .then(PointerAction::Pause { duration: span })
            .then(PointerAction::Up { button: 0 });
        self.client.perform_actions(held).await.unwrap();
    }

    /// Waits for a control and touches it.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn touch(&self, id: &str) {
        until(&format!("a touch on `{id}`"), SOON, async || {
            let control = self.client.find(Locator::Css(&by_test_id(id))).await.ok()?;
            if !control.is_enabled().await.ok()? {
                return None;
            }
            // The driver scrolls to what is out of the window; a person also to what lies half below
            // the edge of what is scrolled.
            self.run(&format!(
                "document.querySelector('{}')?.scrollIntoView({{ block: 'nearest' }})",
                by_test_id(id)
            ))
            .await;
            control.click().await.ok()
        })
        .await;
    }

    /// Touches a control twice, as fast as somebody does who is in a hurry.
    ///
    /// # Panics
    /// If it doesn't come, or the window is gone.
    pub async fn touch_twice(&self, id: &str) {
        let control = until(&format!("`{id}`"), SOON, async || {
            let control = self.client.find(Locator::Css(&by_test_id(id))).await.ok()?;
            control.is_enabled().await.ok()?.then_some(control)
        })
        .await;
        let twice = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement {
                element: control,
                duration: None,
                x: 0.0,
                y: 0.0,
            })
            .then(PointerAction::Down { button: 0 })
            .then(PointerAction::Up { button: 0 })
            .then(PointerAction::Pause { duration: PERSON })
            .then(PointerAction::Down { button: 0 })
            .then(PointerAction::Up { button: 0 });
        self.client.perform_actions(twice).await.unwrap();
    }

    /// Touches the keys of the keypad.
    ///
    /// # Panics
    /// If one isn't there.
    pub async fn touch_keys(&self, digits: &str) {
        for digit in digits.chars() {
            self.touch(&format!("key-{digit}")).await;
        }
    }

    /// Types a text without spaces on the keys of the screen, which show letters or digits and
    /// signs; letters have the case that the keys have.
    ///
    /// # Panics
    /// If there is no key for a character.
    pub async fn touch_text(&self, text: &str) {
        for character in text.to_uppercase().chars() {
            let key = format!("letter-{character}");
            if !self.has(&key).await {
                self.touch("key-digits").await;
            }
            self.touch(&key).await;
        }
    }

    /// Types on the hardware keyboard, as fast as a person; the keys go where the focus is.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn type_keys(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys.then(KeyAction::Down { value });
            keys = keys.then(KeyAction::Up { value });
            keys = keys.then(KeyAction::Pause { duration: PERSON });
        }
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Holds a ticket under a scanner, which types its code and an ending. However slow the driver
    /// is, the page meets all keys at once.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn scan(&self, code: &str) {
        self.client.execute(SCAN, vec![json!(code)]).await.unwrap();
    }

    /// From whatever screen the next attendee meets to the one for their number.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn begin(&self) {
        until("the screen for the number", SOON, async || {
            match self.name().await?.as_str() {
                "mobile" => Some(()),
                "attract" => {
                    let begin = self.client.find(Locator::Css(&by_test_id("begin"))).await;
                    begin.ok()?.click().await.ok()?;
                    None
                }
                _ => None,
            }
        })
        .await;
    }

    /// Moves the focus to a control with the Tab key alone.
    ///
    /// # Panics
    /// If it doesn't get there.
    pub async fn tab_to(&self, id: &str) {
        until(&format!("the focus on `{id}`"), SOON, async || {
            let focused = self.client.active_element().await.ok()?;
            if focused.attr("data-testid").await.ok()?.as_deref() == Some(id) {
                return Some(());
            }
            self.type_keys(&char::from(Key::Tab).to_string()).await;
            None
        })
        .await;
    }

    /// Presses Enter on the hardware keyboard.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn press_enter(&self) {
        self.type_keys(&char::from(Key::Enter).to_string()).await;
    }

    /// Whether a control is there.
    pub async fn has(&self, id: &str) -> bool {
        self.client
            .find(Locator::Css(&by_test_id(id)))
            .await
            .is_ok()
    }

    /// Waits for an element's text.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn text(&self, id: &str) -> String {
        until(&format!("the text of `{id}`"), SOON, async || {
            let element = self.client.find(Locator::Css(&by_test_id(id))).await.ok()?;
            element.text().await.ok().filter(|text| !text.is_empty())
        })
        .await
    }

    /// What the screen calls itself, as it is read.
    ///
    /// # Panics
    /// If it has no title.
    pub async fn title(&self) -> String {
        let title = self.client.find(Locator::Css("h1")).await.unwrap();
        title.text().await.unwrap()
    }

    /// An attribute of an element, if both are there.
    pub async fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let element = self.client.find(Locator::Css(&by_test_id(id))).await.ok()?;
        element.attr(name).await.ok().flatten()
    }

    /// Waits until an element has an attribute, and then for its value.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn expect_attribute(&self, id: &str, name: &str) -> String {
        until(&format!("`{name}` of `{id}`"), SOON, async || {
            self.attribute(id, name).await
        })
        .await
    }

    /// Waits until an attribute has a value.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn expect_value(&self, id: &str, name: &str, value: &str) {
        until(
            &format!("`{name}` of `{id}` to be {value}"),
            SOON,
            async || (self.attribute(id, name).await.as_deref() == Some(value)).then_some(()),
        )
        .await;
    }

    /// The whole page as it stands in the document.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// Calls a command of the backend from within the window: its answer, or its refusal.
    ///
    /// # Errors
    /// What the backend refuses with.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let arguments = vec![json!(command), arguments];
        let mut told = self.client.execute_async(INVOKE, arguments).await.unwrap();
        match told.get_mut("refusal") {
            Some(refusal) => Err(refusal.take()),
            None => Ok(told["answer"].take()),
        }
    }

    /// Runs a script in the page: what it returns.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs a script that says itself when it is done, by its last argument.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap()
    }

    /// The language in which all is read.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn language(&self) -> Option<String> {
        self.attribute_of_page("lang").await
    }

    /// Where its lines begin: `rtl` or `ltr`.
    ///
    /// # Panics
    /// If the window is gone.
    pub async fn direction(&self) -> Option<String> {
        self.attribute_of_page("dir").await
    }

    async fn attribute_of_page(&self, name: &str) -> Option<String> {
        let page = self.client.find(Locator::Css("body")).await.unwrap();
        page.attr(name).await.unwrap()
    }

    /// Keeps a picture of the window, once nothing moves and the type is there.
    ///
    /// # Panics
    /// If it can't be taken or written.
    pub async fn picture(&self, file: &Path) {
        let client = &self.client;
        client.execute(KEEP_DRAWING, Vec::new()).await.unwrap();
        client.execute_async(STAND_STILL, Vec::new()).await.unwrap();
        let png = client.screenshot().await.unwrap();
        client.execute(STOP_DRAWING, Vec::new()).await.unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, png).unwrap();
    }

    /// Closes the window.
    pub async fn close(self) {
        drop(self.client.close().await);
    }
}
