//! An attendee's phone: a real Chromium, driven through a script for Node.

use crate::program::tool;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// How a phone is set up.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Its language, as `fa-IR`.
    pub locale: &'static str,
    /// The width of its screen in CSS pixels.
    pub width: u32,
    /// `light` or `dark`.
    pub scheme: &'static str,
}

/// A phone. Every call waits with a bound for what it needs.
pub struct Phone {
    process: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

#[expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test can't go on without its phone"
)]
impl Phone {
    /// Switches it on.
    pub fn new(setup: Setup) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("chromium/phone.mjs");
        let options = json!({
            "locale": setup.locale, "width": setup.width, "scheme": setup.scheme,
        });
        let mut command = tool("node");
        command.arg(script).arg(options.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut phone = Self {
            to: process.stdin.take(),
            from: BufReader::new(process.stdout.take().unwrap()),
            process,
        };
        phone.answer("switched on");
        phone
    }

    fn answer(&mut self, asked: &str) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the phone is gone: {asked}");
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer.get("failed"), None, "{asked}");
        answer["done"].clone()
    }

    fn ask(&mut self, command: &str, mut options: Value) -> Value {
        options["command"] = json!(command);
        writeln!(self.to.as_mut().unwrap(), "{options}").unwrap();
        self.answer(&options.to_string())
    }

    /// Opens an address, as after a scan.
    pub fn go(&mut self, url: &str) {
        self.ask("go", json!({ "url": url }));
    }

    /// Loads the page anew.
    pub fn reload(&mut self) {
        self.ask("reload", json!({}));
    }

    /// Waits until an element is seen, with this text in it.
    pub fn expect(&mut self, what: &str, text: &str) {
        self.ask("expect", json!({ "what": what, "text": text }));
    }

    /// What an element shows.
    pub fn read(&mut self, what: &str) -> String {
        let read = self.ask("read", json!({ "what": what }));
        read.as_str().unwrap().to_owned()
    }

    /// A touch on an element.
    pub fn touch(&mut self, what: &str) {
        self.ask("touch", json!({ "what": what }));
    }

    /// Types with a keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.ask("type", json!({ "text": text }));
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) {
        self.ask("press", json!({ "key": key }));
    }

    /// What an expression in the page is.
    pub fn evaluate(&mut self, script: &str) -> Value {
        self.ask("evaluate", json!({ "script": script }))
    }

    /// Takes the network away, or gives it back.
    pub fn offline(&mut self, on: bool) {
        self.ask("offline", json!({ "on": on }));
    }

    /// Lets calls to a path fail, as on a bad link, or through again.
    pub fn block(&mut self, path: &str, on: bool) {
        self.ask("block", json!({ "path": path, "on": on }));
    }

    /// Lets calls to a path arrive and their answers get lost, or through again.
    pub fn lose(&mut self, path: &str, on: bool) {
        self.ask("lose", json!({ "path": path, "on": on }));
    }

    /// Lets something that stands before the centre answer calls to a path, or nothing any more.
    pub fn intercept(&mut self, path: &str, status: Option<u16>) {
        self.ask("intercept", json!({ "path": path, "status": status }));
    }

    /// Refuses to keep anything for the pages that it opens from now on.
    pub fn keep_nothing(&mut self) {
        self.ask("keepNothing", json!({}));
    }

    /// Has it ask for these languages from now on, as `de-DE,fa`, the dearest first.
    pub fn speak(&mut self, languages: &str) {
        self.ask("speak", json!({ "languages": languages }));
    }

    /// Changes between `light` and `dark`.
    pub fn scheme(&mut self, to: &str) {
        self.ask("scheme", json!({ "to": to }));
    }

    /// Turns it, or makes its screen larger.
    pub fn resize(&mut self, width: u32) {
        self.ask("resize", json!({ "to": width }));
    }

    /// The cookies that it has been given.
    pub fn cookies(&mut self) -> Value {
        self.ask("cookies", json!({}))
    }

    /// Errors in the console, and what the content policy had to forbid.
    pub fn complaints(&mut self) -> Value {
        self.ask("complaints", json!({}))
    }

    /// Takes a picture of the whole page.
    pub fn picture(&mut self, file: &Path) {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        self.ask("picture", json!({ "file": file }));
    }

    /// What a scanner reads off an element.
    pub fn scan(&mut self, what: &str) -> Value {
        self.ask("scan", json!({ "what": what }))
    }

    /// What its camera reads off a picture.
    pub fn read_picture(&mut self, file: &Path) -> Value {
        self.ask("readPicture", json!({ "file": file }))
    }

    /// What axe-core finds wrong.
    pub fn axe(&mut self) -> Value {
        self.ask("axe", json!({}))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        // The script ends the browser when nobody can command it any more.
        drop(self.to.take());
        drop(self.process.wait());
    }
}
