//! `serve`: the HTTP server and the SMS queue.

use super::{say, warn};
use crate::centre::Centre;
use crate::http::{App, router, watch_for_changes};
use crate::sms::{self, Sms};
use anyhow::{Context as _, bail};
use clap::Args;
use connect_courier::Acts as _;
use connect_engine::acts::{forget_what_has_aged, let_in_what_is_known_now, set_policy};
use connect_engine::policy::Policy;
use connect_engine::store::{Setting, SettingRows as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; anything but loopback needs a TLS proxy in front, and `--issuer`.
    #[arg(long, default_value = "127.0.0.1:8420")]
    listen: SocketAddr,
    /// The address under which apps and stations know this centre; by default where it listens.
    #[arg(long)]
    issuer: Option<Url>,
    /// How SMS leave, in order: `kavenegar`, `outbox:FILE`.
    #[arg(long)]
    sms: Option<String>,
    /// The policy, for this centre and all its stations.
    #[arg(long)]
    policy: Option<PathBuf>,
}

/// Serves until it is told to stop.
///
/// # Errors
/// What keeps it from starting, in words.
pub fn run(serve: &Serve, data: &Path) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        // A log that can't be written (a full disk) must not take the program with it.
        .log_internal_errors(false)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .init();
    let policy = serve.policy.as_deref().map(read_policy).transpose()?;
    let carriers = sms::carriers(serve.sms.as_deref())?;
    for warning in &carriers.warnings {
        warn(warning);
    }
    let runtime = tokio::runtime::Runtime::new().context("could not start the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(serve.listen)
            .await
            .with_context(|| format!("could not listen on {}", serve.listen))?;
        let bound = listener.local_addr().context("could not listen")?;
        let issuer = issuer(serve.issuer.as_ref(), bound)?;
        let centre = Arc::new(Centre::open(data, &issuer)?);
        if let Some(policy) = policy {
            centre.write(|act| set_policy(act, policy))?;
        }
        // Commands beside this one tell kiosks where to join.
        centre.write(|act| act.tx().set_setting(Setting::Issuer, &issuer))?;
        let understood = centre.write(|act| {
            let understood = let_in_what_is_known_now(act)?;
            Ok(understood)
        })?;
        if understood > 0 {
            tracing::info!(
                records = understood,
                "what newer kiosks said counts from now on"
            );
        }
        let sms = Arc::new(Sms::new(carriers.chain));
        let sending = tokio::spawn(sms::run(Arc::clone(&centre), Arc::clone(&sms)));
        let tidying = tokio::spawn(tidy(Arc::clone(&centre)));
        let (woken, changes) = watch::channel(0);
        let app = App::new(centre, sms, changes);
        let watching = tokio::spawn(watch_for_changes(app.clone(), woken));
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        say(format_args!("listening on http://{bound}"));
        let served = axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                told_to_stop().await;
                // Held streams end with what wakes them.
                watching.abort();
            })
            .await;
        sending.abort();
        tidying.abort();
        served.context("the server stopped")
    })
}

/// Forgets what no limit looks at any more.
async fn tidy(centre: Arc<Centre>) {
    const HOUR: Duration = Duration::from_hours(1);
    // Not at once: a clock may be set right in a minute.
    let mut tick = tokio::time::interval_at(tokio::time::Instant::now() + HOUR, HOUR);
    loop {
        tick.tick().await;
        let centre = Arc::clone(&centre);
        let forget = move || {
            let purged = centre.write(|act| {
                let purged = forget_what_has_aged(act)?;
                Ok(purged)
            })?;
            if purged > 0 {
                tracing::info!(attendees = purged, "the rosters of past events are purged");
            }
            centre.empty_wal()
        };
        let done = tokio::task::spawn_blocking(forget).await;
        if let Ok(Err(error)) = done {
            let cause: &dyn std::error::Error = &error;
            tracing::warn!(error = cause, "what has aged stays for another hour");
        }
    }
}

fn read_policy(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("could not read the policy {}", file.display()))?;
    Policy::from_toml(&text).with_context(|| format!("the policy {}", file.display()))
}

/// Tokens name the issuer for ever, and stations trust only TLS or their own machine.
fn issuer(given: Option<&Url>, bound: SocketAddr) -> anyhow::Result<String> {
    let Some(url) = given else {
        if !bound.ip().is_loopback() {
            bail!(
                "listening beyond this machine needs a TLS proxy in front and its address: --issuer https://…"
            );
        }
        return Ok(format!("http://{bound}"));
    };
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let fits =
        url.scheme() == "https" || (url.scheme() == "http" && loopback && bound.ip().is_loopback());
    let bare = url.query().is_none() && url.fragment().is_none() && url.path() == "/";
    if !fits || !bare || !url.username().is_empty() {
        bail!("--issuer {url} must be https://HOST, or http:// on this machine, without a path");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let Ok(mut terminated) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        drop(interrupted.await);
        return;
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
}
