//! The chain that `--sms` names.

use crate::ambient;
use crate::centre::Centre;
use connect_courier::{
    Carrier, Chain, Courier, Kavenegar, KavenegarSettings, Outbox, Relay, parse_chain,
};
use reqwest::Client;
use std::sync::Arc;

/// Makes the chain, and tells what staff are to be warned of.
///
/// # Errors
/// What is wrong with it, in words.
pub fn chain(
    spec: &str,
    centre: &Arc<Centre>,
    issuer: &str,
    http: &Client,
) -> anyhow::Result<(Chain, Vec<String>)> {
    let mut couriers: Vec<Box<dyn Courier>> = Vec::new();
    let mut warnings = Vec::new();
    for carrier in parse_chain(spec)? {
        match carrier {
            Carrier::Relay => {
                let relay = Relay::new(issuer.to_owned(), http.clone(), Arc::clone(centre));
                couriers.push(Box::new(relay));
            }
            Carrier::Kavenegar => {
                let settings = KavenegarSettings::read(|name| std::env::var(name).ok())?;
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
