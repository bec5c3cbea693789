//! Sessions of several machines over one store, whose lock expires.

use super::*;
use crate::transport::lock::memory::{ExpiringLock, Fault, NextRequest};
use tokio::time::{sleep, sleep_until};

const LEASE: Duration = Duration::from_millis(300);

/// One machine, and what goes wrong with its requests to the database that all machines share.
#[derive(Clone)]
struct Machine {
    row: MemoryStore,
    lock: ExpiringLock,
    faults: Arc<Faults>,
}

struct Faults {
    /// The process is stopped until then.
    stopped_until: Mutex<Instant>,
    /// The process is not stopped between the use of a refresh token and the end of the save: no lock that expires
    /// could prevent that another process uses the same token then.
    is_busy: AtomicBool,
    stops: AtomicUsize,
    lost_answers: AtomicUsize,
    failed_saves: AtomicUsize,
}

impl Faults {
    fn happens(percent: u32, counter: &AtomicUsize) -> bool {
        let happens = fastrand::u32(0..100) < percent;
        counter.fetch_add(usize::from(happens), Ordering::SeqCst);
        happens
    }

    /// The time on the way from or to the database, or longer if the process is stopped.
    async fn travel(&self) {
        sleep(Duration::from_millis(fastrand::u64(0..10))).await;
        if !self.is_busy.load(Ordering::SeqCst) && Self::happens(5, &self.stops) {
            let stop = Duration::from_millis(fastrand::u64(100..2000));
            *self.stopped_until.lock().unwrap() = Instant::now() + stop;
        }
        let until = *self.stopped_until.lock().unwrap();
        sleep_until(until).await;
    }
}

impl Machine {
    fn new(row: &MemoryStore, lock: &ExpiringLock) -> Self {
        let faults = Faults {
            stopped_until: Mutex::new(Instant::now()),
            is_busy: AtomicBool::new(false),
            stops: AtomicUsize::new(0),
            lost_answers: AtomicUsize::new(0),
            failed_saves: AtomicUsize::new(0),
        };
        Self {
            row: row.clone(),
            lock: lock.clone(),
            faults: Arc::new(faults),
        }
    }

    /// The requests that renew and release the lock.
    fn lease_requests(&self) -> NextRequest {
        let faults = self.faults.clone();
        Arc::new(move || {
            let until = *faults.stopped_until.lock().unwrap();
            let stop = until.saturating_duration_since(Instant::now());
            let time = stop * 2 + Duration::from_millis(fastrand::u64(0..20));
            match Faults::happens(15, &faults.lost_answers) {
                true if fastrand::bool() => (time, Fault::Refused),
                true => (time, Fault::AnswerLost),
                false => (time, Fault::None),
            }
        })
    }

    /// A server that takes 600 ms for an answer; one request in ten fails and is not carried out.
    fn session(&self, server: &Server) -> Session {
        let (server, endpoint, faults) = (server.clone(), server.oauth(), self.faults.clone());
        let http: HttpClient = Arc::new(move |request| {
            let (server, faults) = (server.clone(), faults.clone());
            faults.is_busy.store(true, Ordering::SeqCst);
            Box::pin(async move {
                sleep(Duration::from_millis(300)).await;
                if fastrand::u8(0..10) == 0 {
                    faults.is_busy.store(false, Ordering::SeqCst);
                    return Err(AuthError::unavailable("broken"));
                }
                let response = server.sandbox.answer(request.map(Into::into));
                sleep(Duration::from_millis(300)).await;
                let status = response.status().as_u16();
                faults.is_busy.store(status == 200, Ordering::SeqCst);
                Ok(HttpResponse::new(status, response.into_body()))
            })
        });
        Session::new(endpoint.with_http_client(http), self.clone())
    }
}

impl TokenStore for Machine {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        Box::pin(async {
            self.faults.travel().await;
            let loaded = self.row.load().await;
            self.faults.travel().await;
            loaded
        })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            self.faults.travel().await;
            let fails = Faults::happens(20, &self.faults.failed_saves);
            if fails && fastrand::bool() {
                return Err("the database refuses".into());
            }
            let saved = self.row.save(previous, new).await;
            self.faults.travel().await;
            if fails {
                return Err("the answer was lost".into());
            }
            self.faults.is_busy.store(false, Ordering::SeqCst);
            saved
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        self.row.clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async {
            self.faults.travel().await;
            let guard = self.lock.lock(self.lease_requests()).await;
            self.faults.travel().await;
            Ok(guard)
        })
    }
}

/// Calls until the server accepts the token.
async fn accepted(session: Session, server: Server) {
    let mut token = None;
    for _ in 0..100 {
        let next = match &token {
            None => session.access_token().await,
            Some(refused) => session.renew(refused).await,
        };
        match next {
            Ok(next) if server.accepts(&next) => return,
            Ok(next) => token = Some(next),
            Err(error) => {
                assert!(error.is_retryable() || error.is_store(), "{error}");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
    panic!("no token after a hundred attempts");
}

#[tokio::test(start_paused = true)]
async fn a_lease_shorter_than_the_servers_answer_loses_no_grant_in_an_hour() {
    let server = Server::start().await;
    let (row, lock) = (MemoryStore::default(), ExpiringLock::new(LEASE));
    row.save(Previous::Any, &server.tokens()).await.unwrap();
    let machines: Vec<_> = (0..5).map(|_| Machine::new(&row, &lock)).collect();
    let sessions: Vec<_> = machines
        .iter()
        .map(|machine| machine.session(&server))
        .collect();
    let begun = Instant::now();
    let mut expiries = 0;
    while begun.elapsed() < Duration::from_secs(3600) {
        sleep(Duration::from_secs(15)).await;
        server.sandbox.expire_tokens();
        expiries += 1;
        let calls = sessions.iter().map(|session| {
            let session = session.clone();
            tokio::spawn(accepted(session, server.clone()))
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap();
        }
        assert_eq!(server.reuses(), 0, "expiry {expiries}");
        assert_eq!(server.refreshes(), expiries, "one renewal for each expiry");
    }
    for session in &sessions {
        while session.flush().await.is_err() {}
    }
    let stored = row.load().await.unwrap().unwrap();
    let stored = stored.refresh_token().unwrap().expose_secret();
    assert_eq!(stored, server.newest(), "the store has the newest pair");
    let sum = |counter: fn(&Faults) -> &AtomicUsize| -> usize {
        let counts = machines.iter().map(|machine| counter(&machine.faults));
        counts.map(|count| count.load(Ordering::SeqCst)).sum()
    };
    let stops = sum(|faults| &faults.stops);
    let lost_answers = sum(|faults| &faults.lost_answers);
    let failed_saves = sum(|faults| &faults.failed_saves);
    let expired = lock.expired();
    println!(
        "{expiries} expiries, {stops} stops, {expired} leases that expired, {lost_answers} lost answers to their \
         renewals, {failed_saves} failed saves"
    );
    assert!(expiries > 50 && stops > 100 && expired > 20 && lost_answers > 100);
    assert!(failed_saves > 20);
}
