//! `records export`, `records export-log`, `records verify`, `records release`.

use super::Said;
use super::stations::station_id;
use crate::centre::Centre;
use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use connect_courier::Acts as _;
use connect_engine::acts::{
    RecordLine, ReleaseRefusal, Released, SetAside, explain_record, export_logs, release_records,
    verify_log,
};
use connect_engine::checkin::Place;
use connect_engine::ids::{EventAlias, LogId, StationId};
use connect_engine::store::sqlite::SqliteTx;
use connect_engine::store::{EventRows as _, LogRows as _, RecordRow, StationRows as _};
use connect_engine::time::Timestamp;
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

#[derive(Debug, Subcommand)]
pub enum RecordsCommand {
    /// Print an event's records, one a line; or those that are kept aside, of whatever event or none.
    Export(Export),
    /// Check each log from nothing but its author's public key.
    Verify,
    /// Print the logs of a kiosk as a file that `connect-kiosk verify-log FILE` checks.
    ExportLog {
        /// The kiosk's id, from `station list`.
        station: String,
    },
    /// Let a kiosk's quarantined records in.
    Release(Release),
}

#[derive(Debug, Args)]
pub struct Release {
    /// The kiosk's id, from `station list`.
    station: String,
    /// The last index of its log that is let in.
    #[arg(long)]
    to: u64,
    /// Which log of it, from `station list`: needed where another has records in quarantine than
    /// the one that it was writing when it was revoked.
    #[arg(long)]
    log: Option<String>,
}

/// Lets quarantined records in.
pub fn release(centre: &Centre, release: &Release) -> anyhow::Result<Said> {
    let id = station_id(&release.station)?;
    let named = release.log.as_deref().map(str::parse::<LogId>);
    let Ok(log) = named.transpose() else {
        bail!("that is no log's id from `station list`")
    };
    let done = centre.write(|act| release_records(act, id, log, release.to))?;
    let done = match done {
        Ok(done) => done,
        Err(ReleaseRefusal::Unknown) => bail!("there is no such station, or it has no such log"),
        Err(ReleaseRefusal::NoneNamed(aside)) => bail!(which_log(&aside)),
    };
    let Released {
        log,
        released,
        left,
    } = done;
    Ok(Said {
        sentence: format!(
            "of log {log}: {released} records take effect now; {left} still can't, see the export"
        ),
        json: json!({ "log": log, "released": released, "left": left }),
    })
}

/// An index says nothing of another log than the one that it was read in.
fn which_log(aside: &[SetAside]) -> String {
    let mut lines = vec![String::from(
        "nothing was let in: say by --log of which log; in quarantine are",
    )];
    for set in aside {
        let SetAside {
            log, records, last, ..
        } = set;
        let own = if set.its_own {
            ", the one that the station was writing"
        } else {
            ""
        };
        lines.push(format!("  {log}: {records}, up to index {last}{own}"));
    }
    lines.join("\n")
}

#[derive(Debug, Args)]
pub struct Export {
    /// The event.
    #[arg(long, required_unless_present = "quarantined")]
    event: Option<i64>,
    /// Every record in quarantine, log by log, with the reason.
    #[arg(long, conflicts_with = "event")]
    quarantined: bool,
    /// One JSON object or one CSV line a record.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Jsonl,
}

const PAGE: u32 = 1000;

/// Prints records.
pub fn export(centre: &Centre, export: &Export) -> anyhow::Result<()> {
    let stations = centre.read(|act| act.tx().stations())?;
    let names = stations.into_iter().map(|s| (s.id, s.name)).collect();
    let out = Printer::new(export.format);
    match export.event {
        Some(event) => print_event(centre, event, &names, out),
        None => print_quarantine(centre, &names, out),
    }
}

type Names = HashMap<StationId, String>;

/// What is kept aside, log by log.
fn print_quarantine(centre: &Centre, names: &Names, mut out: Printer) -> anyhow::Result<()> {
    for log in centre.read(|act| act.tx().logs())? {
        let author = names.get(&log.station).map_or("centre", String::as_str);
        let lines: Vec<RecordLine> = centre.read(|act| {
            let rows = act.tx().records_in_quarantine(log.log, u64::MAX)?;
            let mut lines = Vec::with_capacity(rows.len());
            for row in rows {
                let event = row.event.map(|event| act.tx().event(event)).transpose()?;
                lines.push(explain_record(
                    act.tx(),
                    event.flatten().as_ref(),
                    author,
                    row,
                )?);
            }
            Ok(lines)
        })?;
        for line in lines {
            out.print(line)?;
        }
    }
    out.finish()
}

/// Streams an event's records in the order of time, a page at a time; what staff did at the event's
/// stations that is about no event stands between them.
fn print_event(centre: &Centre, event: i64, names: &Names, mut out: Printer) -> anyhow::Result<()> {
    let found = centre.read(|act| act.tx().event_by_alias(EventAlias(event)))?;
    let Some(event) = found else {
        bail!("there is no event {event}")
    };
    let explained = |tx: &mut SqliteTx<'_>, row: RecordRow| {
        let position: Position = (row.placed_at, (row.log, row.index));
        let author = names.get(&row.station).map_or("centre", String::as_str);
        let is_of_event = row.event.is_some();
        let mut line = explain_record(tx, Some(&event), author, row)?;
        line.event_id = line.event_id.filter(|_| is_of_event);
        Ok((position, line))
    };
    let by_staff: Vec<(Position, RecordLine)> = centre.read(|act| {
        let rows = act.tx().records_of_staff(event.id)?.into_iter();
        rows.map(|row| explained(act.tx(), row)).collect()
    })?;
    let mut by_staff = by_staff.into_iter().peekable();
    let mut after = None;
    loop {
        let page: Vec<(Position, RecordLine)> = centre.read(|act| {
            let rows = act
                .tx()
                .records_of_event(event.id, after, PAGE)?
                .into_iter();
            rows.map(|row| explained(act.tx(), row)).collect()
        })?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (position, line) in page {
            while let Some((_, earlier)) = by_staff.next_if(|(at, _)| *at < position) {
                out.print(earlier)?;
            }
            out.print(line)?;
        }
    }
    for (_, line) in by_staff {
        out.print(line)?;
    }
    out.finish()
}

/// Where a record stands in the order of time.
type Position = (Timestamp, Place);

enum Printer {
    Csv(Box<csv::Writer<std::io::StdoutLock<'static>>>),
    Jsonl(std::io::BufWriter<std::io::StdoutLock<'static>>),
}

impl Printer {
    fn new(format: Format) -> Self {
        let out = std::io::stdout().lock();
        match format {
            Format::Csv => Self::Csv(Box::new(csv::Writer::from_writer(out))),
            Format::Jsonl => Self::Jsonl(std::io::BufWriter::new(out)),
        }
    }

    fn print(&mut self, line: RecordLine) -> anyhow::Result<()> {
        match self {
            Self::Csv(out) => out.serialize(line.for_spreadsheets())?,
            Self::Jsonl(out) => writeln!(out, "{}", serde_json::to_string(&line)?)?,
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut out) => out.flush()?,
            Self::Jsonl(mut out) => out.flush()?,
        }
        Ok(())
    }
}

/// Streams a station's logs, each behind its title.
pub fn export_log(centre: &Centre, station: &str) -> anyhow::Result<()> {
    let id = station_id(station)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = centre.read(|act| {
        if act.tx().station(id)?.is_none() {
            return Ok(None);
        }
        export_logs(act, id, "centre", &mut out).map(Some)
    })?;
    match written {
        Some(written) => written?,
        None => bail!("there is no station {id}"),
    };
    out.flush()?;
    Ok(())
}

/// Checks every log, says of each whether it holds, and fails if one doesn't.
pub fn verify(centre: &Centre, json: bool) -> anyhow::Result<()> {
    let verdicts = centre.read(|act| {
        let stations = act.tx().stations()?;
        let mut verdicts = Vec::new();
        for log in act.tx().logs()? {
            let station = stations.iter().find(|s| s.id == log.station);
            let (author, key) = match station {
                Some(station) => (station.name.clone(), station.key.clone()),
                None => ("centre".to_owned(), centre.home.key.public().clone()),
            };
            verdicts.push((author, verify_log(act.tx(), &log, &key)?));
        }
        Ok(verdicts)
    })?;
    let holds = verdicts.iter().all(|(_, verdict)| verdict.broken.is_none());
    let mut sentence = String::new();
    let mut logs = Vec::new();
    for (author, verdict) in &verdicts {
        let (log, verified) = (verdict.log, verdict.verified);
        match &verdict.broken {
            None => writeln!(sentence, "{author}\t{log}\tholds\t{verified} records")?,
            Some((index, error)) => {
                writeln!(sentence, "{author}\t{log}\tBREAKS at {index}: {error}")?;
            }
        }
        logs.push(json!({
            "author": author,
            "station": verdict.station,
            "log": log,
            "records": verified,
            "holds": verdict.broken.is_none(),
            "broken_at": verdict.broken.as_ref().map(|(index, _)| index),
            "reason": verdict.broken.as_ref().map(|(_, error)| error.to_string()),
        }));
    }
    sentence.push_str(if holds {
        "Every log holds."
    } else {
        "NOT every log holds."
    });
    let said = Said {
        sentence,
        json: json!({ "holds": holds, "logs": logs }),
    };
    said.say(json);
    if !holds {
        bail!("not every log holds");
    }
    Ok(())
}
