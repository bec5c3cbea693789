//! All outcomes of a request in every order, with jobs that are listed at once, late and very late, and with
//! killed processes: the report is always true, and lost rows are sent when the import is run again.

use crate::fault_server::FaultServer;
use crate::faults::{ACCEPTED_LATE, REFUSED, UNAVAILABLE, no_id};
use crate::late_lists::{assert_honest, import, patient};
use constant_contact::{BoxError, BoxFuture};
use constant_contact::{BulkReport, Client, Error, Journal};
use constant_contact_sandbox::Fault;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROWS: usize = 20;

/// A journal in memory, which outlives the import.
#[derive(Clone, Default)]
pub struct Memory(pub Arc<Mutex<Vec<String>>>);

impl Journal for Memory {
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
        Box::pin(async { Ok(self.0.lock().unwrap().clone()) })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async {
            self.0.lock().unwrap().push(line.to_owned());
            Ok(())
        })
    }
}

/// Runs an import of two parts. `None` if it was killed.
async fn run(
    client: &Client,
    server: &FaultServer,
    journal: &Memory,
) -> Option<Result<BulkReport, Error>> {
    let import = import(client, ROWS).part_lines(11).journal(journal.clone());
    let run = async { import.send().await?.finish().await };
    tokio::select! {
        ended = run => Some(ended),
        () = server.killed() => None,
    }
}

fn outcomes() -> [Option<Fault>; 9] {
    [
        None,
        Some(UNAVAILABLE),
        Some(Fault::LostAnswer),
        Some(ACCEPTED_LATE),
        Some(no_id()),
        Some(Fault::QueueFull),
        Some(REFUSED),
        Some(Fault::HeldRequest),
        Some(Fault::HeldAnswer),
    ]
}

#[tokio::test(start_paused = true)]
async fn the_report_is_true_after_every_sequence_of_outcomes() {
    let server = FaultServer::start(31, 1, &[]).await;
    let client = patient(&server.url);
    let seconds = Duration::from_secs;
    let outcomes = outcomes();
    let mut ended = [0; 3];
    // Each sequence once, or with all times in the long run.
    let (first, step) = match std::env::var("CONSTANT_CONTACT_SEEDS") {
        Ok(_) => (0, 1),
        Err(_) => (1, 3),
    };
    let times = [
        vec![seconds(40)],
        vec![seconds(200)],
        vec![seconds(230), seconds(0)],
    ];
    for (time, late) in times.into_iter().enumerate() {
        server.list_late(late.clone());
        for number in (time * first..outcomes.len().pow(3)).step_by(step) {
            let at =
                |place: u32| outcomes[number / outcomes.len().pow(place) % outcomes.len()].clone();
            let script = [at(2), at(1), at(0)];
            server.play(script.clone());
            let journal = Memory::default();
            let mut runs = 0;
            let report = loop {
                runs += 1;
                let what = format!("{script:?} late by {late:?}, run {runs}");
                assert!(runs < 9, "{what}: no end");
                match run(&client, &server, &journal).await {
                    None => ended[0] += 1,
                    Some(Ok(report)) => break report,
                    Some(Err(error)) => {
                        ended[1] += 1;
                        let report = error.report().unwrap();
                        assert_honest(&server, report, ROWS, &what);
                        assert!(!report.is_clean());
                        if error.is_ambiguous() {
                            assert!(report.rows_unknown() > 0, "{what}: {report}");
                        }
                    }
                }
            };
            let what = format!("{script:?} late by {late:?}");
            let doubts = assert_honest(&server, &report, ROWS, &what);
            assert_eq!(doubts.lost, 0, "{what}");
            ended[2] += doubts.clean;
            if doubts.doubled == 0 {
                assert!(report.is_clean(), "{what}: {report}");
            }
        }
    }
    eprintln!("{ended:?} killed, failed and clean");
}
