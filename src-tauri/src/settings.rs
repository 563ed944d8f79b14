//! Settings that may be lost: a torn or missing file means the defaults.

use crate::args::Lang;
use crate::reply::Language;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreExt as _};

/// What the file is called in the data folder.
const FILE: &str = "settings.json";

/// The settings as of this start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The language in which each new attendee is met.
    pub language: Language,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fa => Self::Fa,
            Lang::En => Self::En,
        }
    }
}

/// Reads the settings; what the command line says wins, and is kept.
pub fn load<R: Runtime>(
    app: &AppHandle<R>,
    data: &Path,
    lang: Option<Lang>,
    windowed: bool,
) -> Settings {
    let file = data.join(FILE);
    let store = open(app, &file);
    let known = store.as_ref().and_then(|store| store.get("language"));
    let known = known.and_then(|value| serde_json::from_value(value).ok());
    let language = lang.map(Language::from).or(known).unwrap_or(Language::Fa);
    if let Some(store) = store {
        store.set("language", json!(language));
        // For whoever looks into the file: the next start asks its own command line.
        store.set("windowed", json!(windowed));
        if let Err(error) = store.save() {
            let cause: &dyn std::error::Error = &error;
            tracing::warn!(error = cause, "the settings could not be kept");
        }
    }
    Settings { language }
}

fn open<R: Runtime>(app: &AppHandle<R>, file: &Path) -> Option<Arc<Store<R>>> {
    match app.store(file) {
        Ok(store) => Some(store),
        Err(error) => {
            // A torn file is worth nothing: begin anew.
            let cause: &dyn std::error::Error = &error;
            tracing::warn!(error = cause, "the settings can't be read and begin anew");
            std::fs::remove_file(file).ok()?;
            app.store(file).ok()
        }
    }
}
