//! A touchscreen for a kiosk's window: no machine that runs the tests has one, and a mouse isn't a
//! finger to the system's web view.

use crate::kiosk::Kiosk;
use crate::program::tool;
use crate::screen::Screen;
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where a finger is, in pixels of the page from its upper left corner.
pub type Place = (f64, f64);

const MIDDLE: &str = "
    const [id, done] = arguments;
    const control = document.querySelector(`[data-testid=\"${id}\"]`);
    const { x, y, width, height } = control.getBoundingClientRect();
    done([x + width / 2, y + height / 2]);
";

/// A touchscreen. Fingers have numbers from 1 on.
pub struct Touchscreen(PathBuf);

#[expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test can't go on without its touchscreen"
)]
impl Touchscreen {
    /// Plugs one into a kiosk that isn't open yet.
    pub fn of(kiosk: &mut Kiosk) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("touchscreen");
        let driver = kiosk.data().with_file_name("touchscreen.so");
        let pipe = driver.with_extension("pipe");
        let flags = tool("pkg-config")
            .args(["--cflags", "--libs", "gtk+-3.0"])
            .output()
            .unwrap();
        let flags = String::from_utf8(flags.stdout).unwrap();
        let mut compile = tool("cc");
        compile.args(["-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"]);
        compile.arg(&driver).arg(folder.join("touchscreen.c"));
        assert!(
            compile
                .args(flags.split_whitespace())
                .status()
                .unwrap()
                .success()
        );
        assert!(tool("mkfifo").arg(&pipe).status().unwrap().success());
        let variables = [("LD_PRELOAD", &driver), ("CONNECT_TOUCHSCREEN", &pipe)];
        kiosk
            .environment
            .extend(variables.map(|(name, path)| (name.to_owned(), path.display().to_string())));
        Self(pipe)
    }

    fn feel(&self, what: &str, finger: u8, (x, y): Place) {
        let mut pipe = std::fs::File::options().write(true).open(&self.0).unwrap();
        writeln!(pipe, "{what} {finger} {x} {y}").unwrap();
    }

    /// A finger comes down.
    pub fn down(&self, finger: u8, at: Place) {
        self.feel("down", finger, at);
    }

    /// It slides to another place.
    pub fn slide(&self, finger: u8, to: Place) {
        self.feel("move", finger, to);
    }

    /// It leaves.
    pub fn up(&self, finger: u8, at: Place) {
        self.feel("up", finger, at);
    }

    /// A short touch.
    pub fn tap(&self, at: Place) {
        self.down(1, at);
        self.up(1, at);
    }

    /// Short touches on the keys of the keypad.
    pub async fn tap_keys(&self, screen: &Screen, digits: &str) {
        for digit in digits.chars() {
            self.tap(self.middle(screen, &format!("key-{digit}")).await);
        }
    }

    /// The middle of a control.
    pub async fn middle(&self, screen: &Screen, testid: &str) -> Place {
        let place = screen.run_async(MIDDLE, vec![json!(testid)]).await;
        serde_json::from_value(place).unwrap()
    }
}
