//! The chain of couriers: as the command line names it, or as it was set at the station.

use crate::ambient;
use crate::centre::Centre;
use crate::setup_reply::SmsChain;
use connect_courier::{
    Carrier, Chain, Courier, Kavenegar, KavenegarSettings, Outbox, Relay, parse_chain,
};
use reqwest::Client;
use std::path::PathBuf;
use std::sync::Arc;

/// Makes the chain, and tells what staff are to be warned of. What the command line names wins;
/// without anything SMS leave by the centre, where there is one.
///
/// # Errors
/// What is wrong with it, in words.
pub fn chain(
    named: Option<&str>,
    kept: Option<&SmsChain>,
    centre: &Arc<Centre>,
    issuer: &str,
    http: &Client,
) -> anyhow::Result<(Chain, Vec<String>)> {
    let kept = kept.filter(|_| named.is_none());
    let mut carriers = match kept {
        Some(kept) => carriers_of(kept),
        None => parse_chain(named.unwrap_or("relay"))?,
    };
    if issuer.is_empty() {
        carriers.retain(|carrier| *carrier != Carrier::Relay);
    }
    let account = kept.and_then(|kept| kept.kavenegar.as_ref());
    let variable = |name: &str| match (account, name) {
        (Some(account), "CONNECT_KAVENEGAR_KEY") => Some(account.key.clone()),
        (Some(account), "CONNECT_KAVENEGAR_TEMPLATE") => Some(account.template.clone()),
        _ => std::env::var(name).ok(),
    };
    let mut couriers: Vec<Box<dyn Courier>> = Vec::new();
    let mut warnings = Vec::new();
    for carrier in carriers {
        match carrier {
            Carrier::Relay => {
                let relay = Relay::new(issuer.to_owned(), http.clone(), Arc::clone(centre));
                couriers.push(Box::new(relay));
            }
            Carrier::Kavenegar => {
                let settings = KavenegarSettings::read(variable)?;
                couriers.push(Box::new(Kavenegar::new(settings, http.clone())));
            }
            Carrier::Outbox(file) => {
                let outbox = Outbox::new(file, || ambient::now().wall.rfc3339());
                warnings.push(outbox.warning());
                couriers.push(Box::new(outbox));
            }
        }
    }
    if couriers.is_empty() {
        warnings.push("no SMS leaves this station; name a courier with --sms".to_owned());
    }
    Ok((Chain::new(couriers), warnings))
}

/// Whether what the command line names can be used, before there is a station.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check(named: &str) -> anyhow::Result<()> {
    if parse_chain(named)?.contains(&Carrier::Kavenegar) {
        KavenegarSettings::read(|name| std::env::var(name).ok())?;
    }
    Ok(())
}

fn carriers_of(kept: &SmsChain) -> Vec<Carrier> {
    let relay = kept.relay.then_some(Carrier::Relay);
    let kavenegar = kept.kavenegar.as_ref().map(|_| Carrier::Kavenegar);
    let outbox = kept.outbox.as_ref().filter(|file| !file.is_empty());
    let outbox = outbox.map(|file| Carrier::Outbox(PathBuf::from(file)));
    let (first, second) = if kept.relay_last {
        (kavenegar, relay)
    } else {
        (relay, kavenegar)
    };
    first.into_iter().chain(second).chain(outbox).collect()
}
