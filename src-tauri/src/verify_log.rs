//! `verify-log`: checks this station's own log.

use crate::station::Station;
use anyhow::bail;
use connect_engine::acts::verify_log;
use connect_engine::store::LogRows as _;
use std::path::Path;

/// Says whether the log holds, and where it breaks.
///
/// # Errors
/// If it doesn't hold, or can't be read.
#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
pub fn verify(data: &Path) -> anyhow::Result<()> {
    let station = Station::open(data, None)?;
    let author = station.home.key.public().clone();
    let verdicts = station.read(|act| {
        let logs = act.tx().logs()?;
        let own = logs.iter().filter(|log| log.station == station.home.id);
        own.map(|log| verify_log(act.tx(), log, &author))
            .collect::<Result<Vec<_>, _>>()
    })?;
    for verdict in &verdicts {
        match &verdict.broken {
            None => println!("log {} holds: {} records", verdict.log, verdict.verified),
            Some((index, error)) => bail!("log {} breaks at record {index}: {error}", verdict.log),
        }
    }
    Ok(())
}
