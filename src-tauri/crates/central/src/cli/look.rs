//! `event look`.

use super::{Said, name};
use crate::centre::Centre;
use anyhow::{Context as _, bail};
use clap::Args;
use connect_courier::Acts as _;
use connect_engine::acts::{NewLook, set_look};
use connect_engine::colour::{Colour, Palette};
use connect_engine::ids::EventAlias;
use connect_engine::look::{PICTURE_MAX, Picture, plain_text};
use connect_engine::message::Language;
use connect_engine::store::EventRows as _;
use serde_json::json;
use std::io::Read as _;
use std::path::Path;

#[derive(Debug, Args)]
pub struct SetLook {
    /// The event.
    event_id: i64,
    /// Its colour, as #rrggbb; `none` takes it away.
    #[arg(long)]
    colour: Option<String>,
    /// A picture: PNG, JPEG or WebP of at most 150 KiB; `none` takes it away.
    #[arg(long)]
    picture: Option<String>,
    /// Where to go next, in Persian; an empty text takes it away.
    #[arg(long)]
    next_fa: Option<String>,
    /// Where to go next, in English; an empty text takes it away.
    #[arg(long)]
    next_en: Option<String>,
    /// What it is called on Persian screens, if that isn't its name; an empty one takes it away.
    #[arg(long)]
    name_fa: Option<String>,
    /// What it is called on English screens, if that isn't its name; an empty one takes it away.
    #[arg(long)]
    name_en: Option<String>,
}

/// Takes away what it stands for.
const NONE: &str = "none";

pub fn set(centre: &Centre, set: &SetLook) -> anyhow::Result<Said> {
    let new = read(set)?;
    let look = centre.write(|act| {
        let event = act.tx().event_by_alias(EventAlias(set.event_id))?;
        let look = event.map(|event| set_look(act, &event, &new));
        look.transpose()
    })?;
    let Some(look) = look else {
        bail!("there is no event {}", set.event_id)
    };
    let mut has = Vec::new();
    if let Some(palette) = &look.palette {
        let (light, dark) = (palette.light.accent, palette.dark.accent);
        has.push(format!(
            "colour {light} on light pages and {dark} on dark ones"
        ));
    }
    if look.picture.is_some() {
        has.push("a picture".to_owned());
    }
    for (name, language) in [(&look.names.fa, "Persian"), (&look.names.en, "English")] {
        if name.is_some() {
            has.push(format!("a name in {language}"));
        }
    }
    for (text, language) in [(&look.next.fa, "Persian"), (&look.next.en, "English")] {
        if text.is_some() {
            has.push(format!("a text of where to go next in {language}"));
        }
    }
    let has = if has.is_empty() {
        "no look of its own".to_owned()
    } else {
        has.join(", ")
    };
    Ok(Said {
        sentence: format!("Event {} has {has}", set.event_id),
        json: json!({
            "event_id": set.event_id,
            "palette": look.palette,
            "picture": look.picture,
            "next": look.next,
            "names": look.names,
        }),
    })
}

fn read(set: &SetLook) -> anyhow::Result<NewLook> {
    let palette = match set.colour.as_deref() {
        None => None,
        Some(NONE) => Some(None),
        Some(colour) => {
            let colour = Colour::parse(colour).with_context(|| format!("`{colour}`"))?;
            Some(Some(Palette::of(colour)))
        }
    };
    let picture = match set.picture.as_deref() {
        None => None,
        Some(NONE) => Some(None),
        Some(file) => Some(Some(picture(Path::new(file))?)),
    };
    let mut names = Vec::new();
    for (language, text) in [(Language::Fa, &set.name_fa), (Language::En, &set.name_en)] {
        if let Some(text) = text {
            let read = (!text.trim().is_empty()).then(|| name("an event's name", text));
            names.push((language, read.transpose()?));
        }
    }
    let mut next = Vec::new();
    for (language, text) in [(Language::Fa, &set.next_fa), (Language::En, &set.next_en)] {
        if let Some(text) = text {
            next.push((language, plain_text(text)?));
        }
    }
    Ok(NewLook {
        palette,
        picture,
        next,
        names,
    })
}

fn picture(file: &Path) -> anyhow::Result<Picture> {
    let told = || format!("{}", file.display());
    let opened =
        std::fs::File::open(file).with_context(|| format!("{} can't be opened", told()))?;
    let mut bytes = Vec::new();
    // One byte more tells that it is too large, whatever stands there.
    opened
        .take(PICTURE_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("{} can't be read", told()))?;
    Picture::new(bytes).with_context(told)
}
