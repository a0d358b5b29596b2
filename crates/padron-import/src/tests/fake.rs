//! A gateway in the test's own process: links every number once per key, and fails as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use padron_protocol::messages::link::{LinkOutcome, LinkReply, Linked, RegistrationBatch, RegistrationRow};
use padron_protocol::{Problem, ProblemType, Uuid};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) const TOKEN: &str = "own-system";

/// What the gateway does with a batch.
pub(crate) enum Behaviour {
    /// Decides the rows as [`Book::decide`] does.
    Decide,
    /// Decides the rows and breaks the connection before answering: sent, stored, not known.
    DecideAndBreak,
    Break,
    /// Answers this status and these headers with a body.
    Answer(u16, &'static str, Vec<u8>),
    /// Decides the rows, and answers when the sender of the batch has gone.
    Silence,
}

type Script = dyn Fn(&RegistrationBatch, usize) -> Behaviour + Send + Sync;

/// What a gateway remembers.
#[derive(Default)]
pub(crate) struct Book {
    /// Number by key: everything that was linked.
    pub(crate) links: BTreeMap<Uuid, String>,
    /// How many batches came.
    pub(crate) batches: usize,
    /// How often each key came.
    pub(crate) sent: BTreeMap<Uuid, usize>,
    /// The largest batch that came.
    pub(crate) largest: usize,
    /// Refusals by number.
    pub(crate) refuse: BTreeMap<String, Problem>,
    /// Requests that did not look as they must.
    pub(crate) wrong: Vec<String>,
}

impl Book {
    /// Links a number once per key; refuses a number that another key has.
    fn decide(&mut self, row: &RegistrationRow) -> LinkOutcome {
        let number = &row.registration.number;
        if let Some(problem) = self.refuse.get(number) {
            return LinkOutcome::Refused(problem.clone());
        }
        match self.links.get(&row.key) {
            Some(linked) if linked != number => return LinkOutcome::Refused(ProblemType::SubmissionAltered.into()),
            Some(_) => {}
            None if self.links.values().any(|linked| linked == number) => {
                return LinkOutcome::Refused(ProblemType::LineUnavailable.into());
            }
            None => drop(self.links.insert(row.key, number.clone())),
        }
        let folio = padron_protocol::messages::link::folio_of(&row.key);
        LinkOutcome::Linked(Linked {
            folio,
            at: jiff::Timestamp::UNIX_EPOCH,
            promise: "e30.e30.c2ln".into(),
            event: None,
        })
    }
}

pub(crate) struct FakeGateway {
    pub(crate) address: String,
    book: Arc<Mutex<Book>>,
    server: JoinHandle<()>,
}

impl FakeGateway {
    /// A gateway that does with batch `n` (from 0, in the order of arrival) what `script` says.
    pub(crate) async fn start(script: impl Fn(&RegistrationBatch, usize) -> Behaviour + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let book = Arc::new(Mutex::new(Book::default()));
        let (shared, script): (_, Arc<Script>) = (Arc::clone(&book), Arc::new(script));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared), Arc::clone(&script)));
            }
        });
        Self { address, book, server }
    }

    pub(crate) async fn obliging() -> Self {
        Self::start(|_, _| Behaviour::Decide).await
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }
}

impl Drop for FakeGateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, book: Arc<Mutex<Book>>, script: Arc<Script>) {
    let mut stream = BufReader::new(stream);
    while let Some((head, body)) = request(&mut stream).await {
        let Ok(batch) = serde_json::from_slice::<RegistrationBatch>(&body) else {
            book.lock().unwrap().wrong.push(head);
            return;
        };
        let number = {
            let mut book = book.lock().unwrap();
            let lower = head.to_lowercase();
            let right = head.starts_with("POST /v1/links/batch HTTP/1.1\r\n")
                && lower.contains(&format!("authorization: bearer {TOKEN}\r\n"))
                && lower.contains("content-type: application/json\r\n");
            if !right {
                book.wrong.push(head);
            }
            book.largest = book.largest.max(batch.rows.len());
            for row in &batch.rows {
                *book.sent.entry(row.key).or_default() += 1;
            }
            book.batches += 1;
            book.batches - 1
        };
        let behaviour = script(&batch, number);
        let decided = |batch: &RegistrationBatch| {
            let mut book = book.lock().unwrap();
            let rows = batch.rows.iter().map(|row| book.decide(row)).collect();
            serde_json::to_vec(&LinkReply { rows, proofs: None, labels: None }).unwrap()
        };
        let (status, headers, body) = match behaviour {
            Behaviour::Decide => (200, "", decided(&batch)),
            Behaviour::Answer(status, headers, body) => (status, headers, body),
            Behaviour::DecideAndBreak => {
                decided(&batch);
                return;
            }
            Behaviour::Break => return,
            Behaviour::Silence => {
                decided(&batch);
                let _ = stream.read_u8().await;
                return;
            }
        };
        let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n", body.len());
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
    }
}

/// Head and body of a request with a content length.
async fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.to_lowercase().split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, body))
}
