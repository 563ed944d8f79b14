//! `client create`.

use super::Said;
use crate::centre::Centre;
use anyhow::bail;
use clap::{Args, Subcommand};
use connect_courier::Acts as _;
use connect_engine::acts::create_client;
use connect_engine::ids::EventAlias;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Register an app for events; its secret is shown this once.
    Create(Create),
}

#[derive(Debug, Args)]
pub struct Create {
    /// Its name.
    #[arg(long)]
    name: String,
    /// The events whose attendees it may log in.
    #[arg(long = "event", required = true, num_args = 1..)]
    events: Vec<i64>,
}

pub fn run(centre: &Centre, command: ClientCommand) -> anyhow::Result<Said> {
    let ClientCommand::Create(new) = command;
    let events: Vec<EventAlias> = new.events.into_iter().map(EventAlias).collect();
    let client = match centre.write(|act| create_client(act, &new.name, &events))? {
        Ok(client) => client,
        Err(unknown) => bail!("there is no event {unknown}"),
    };
    let secret = client.secret.reveal();
    Ok(Said {
        sentence: format!(
            "Registered {}.\nclient_id: {}\nclient_secret: {secret}\n\
             Keep the secret: it is shown this once.",
            new.name, client.id
        ),
        json: json!({ "client_id": client.id, "client_secret": secret }),
    })
}
