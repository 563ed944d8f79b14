//! `verify-log` and `export-log`: this station's own log, here or in a file.

use crate::station::Station;
use anyhow::{Context as _, bail};
use connect_engine::acts::{export_logs, verify_log};
use connect_engine::roster::one_line;
use connect_engine::signed_log::Verdict;
use connect_engine::signed_log_file::FileCheck;
use connect_engine::store::LogRows as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _};
use std::path::Path;

/// Most bytes of a line: a record with the longest body has fewer.
const LINE_MAX: u64 = 64 * 1024;

/// Says whether this station's log holds, and where it breaks.
///
/// # Errors
/// If it doesn't hold, or can't be read.
pub fn verify(data: &Path) -> anyhow::Result<()> {
    let station = Station::open(data, None)?;
    let author = station.home.key.public().clone();
    let verdicts = station.read(|act| {
        let logs = act.tx().logs()?;
        let own = logs.iter().filter(|log| log.station == station.home.id);
        own.map(|log| verify_log(act.tx(), log, &author))
            .collect::<Result<Vec<_>, _>>()
    })?;
    tell(&verdicts)
}

/// Says whether the logs in a file hold, and whose they claim to be.
///
/// # Errors
/// If one doesn't hold, or the file is no exported log.
#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
pub fn verify_file(file: &Path) -> anyhow::Result<()> {
    let cant = || format!("{} can't be read", file.display());
    let mut reader = BufReader::new(File::open(file).with_context(cant)?);
    let mut check = FileCheck::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut part = (&mut reader).take(LINE_MAX);
        if part.read_until(b'\n', &mut line).with_context(cant)? == 0 {
            break;
        }
        let said = check.line(&String::from_utf8_lossy(&line));
        said.with_context(|| format!("{} is no exported log", file.display()))?;
    }
    let checked = check
        .end()
        .with_context(|| format!("{} is no exported log", file.display()))?;
    for (title, _) in &checked {
        let key = title.key.public_key().map(|key| key.thumbprint());
        println!(
            "signed as {} with the key {}",
            one_line(&title.name),
            key.unwrap_or_default()
        );
    }
    tell(&checked.into_iter().map(|(_, v)| v).collect::<Vec<_>>())
}

/// Writes this station's log into a file that can be checked without the station. A file that is
/// there is replaced only once the new one is on the disk.
///
/// # Errors
/// If it can't be read or written.
#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
pub fn export(data: &Path, file: &Path) -> anyhow::Result<()> {
    let station = Station::open(data, None)?;
    let cant = || format!("{} can't be written", file.display());
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let mut out = BufWriter::new(File::create(&part).with_context(cant)?);
    let author = station.home.id;
    let written = station.read(|act| export_logs(act, author, &station.name, &mut out))?;
    let records = written.with_context(cant)?;
    let written = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error);
    written.and_then(|out| out.sync_all()).with_context(cant)?;
    std::fs::rename(&part, file).with_context(cant)?;
    println!("{records} records are in {}", file.display());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command says goes to stdout")]
fn tell(verdicts: &[Verdict]) -> anyhow::Result<()> {
    for verdict in verdicts {
        match &verdict.broken {
            None => println!("log {} holds: {} records", verdict.log, verdict.verified),
            Some((index, error)) => bail!("log {} breaks at record {index}: {error}", verdict.log),
        }
    }
    Ok(())
}
