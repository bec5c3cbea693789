//! The database: the customers of the application, and what the sync remembers between its runs.
//!
//! Its calls are short, and this program has nothing else to do. A server would make them with
//! `spawn_blocking`.

use constant_contact::{BoxError, BulkReport, ContactCheckpoint};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// `FULL` makes a commit survive a power failure.
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;

    -- The table of the application, which sets `changed_at` with each change. `pushed_at` is the `changed_at` that was
    -- pushed last, or NULL if the list does not have the customer.
    CREATE TABLE IF NOT EXISTS customers (
        number INTEGER PRIMARY KEY,
        email TEXT NOT NULL UNIQUE COLLATE NOCASE,
        first_name TEXT NOT NULL,
        last_name TEXT NOT NULL,
        subscribed INTEGER NOT NULL DEFAULT TRUE,
        changed_at REAL NOT NULL DEFAULT (unixepoch('subsec')),
        pushed_at REAL
    );

    CREATE TABLE IF NOT EXISTS checkpoint (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        json TEXT NOT NULL,
        list_id TEXT NOT NULL
    );

    -- The rows of the last push. They do not change until it has ended, since an import that is resumed needs the same
    -- rows again.
    CREATE TABLE IF NOT EXISTS pushes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        began_at REAL NOT NULL DEFAULT (unixepoch('subsec')),
        ended_at REAL
    );
    CREATE TABLE IF NOT EXISTS push_rows (
        position INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,
        email TEXT NOT NULL,
        first_name TEXT NOT NULL,
        last_name TEXT NOT NULL,
        changed_at REAL NOT NULL
    );";

const CHECKPOINT: &str = "SELECT json, list_id FROM checkpoint";
const SET_CHECKPOINT: &str = "REPLACE INTO checkpoint VALUES (1, ?1, ?2)";

/// A customer who was not pushed yet is not on the list either.
const UNSUBSCRIBE: &str = "UPDATE customers SET subscribed = FALSE, pushed_at = NULL
    WHERE email = ?1 AND subscribed AND (?2 OR pushed_at IS NOT NULL)";

/// A push is not resumed if it has a customer who has unsubscribed since it began, or after a week: the server lists
/// its jobs for ten days. A new one imports its rows again, which does no harm.
const ABANDON: &str = "UPDATE pushes SET ended_at = unixepoch('subsec')
    WHERE ended_at IS NULL AND (began_at < unixepoch() - 7 * 86400 OR EXISTS (
        SELECT 1 FROM push_rows LEFT JOIN customers USING (number) WHERE subscribed IS NOT TRUE
    ))";
const OPEN_PUSH: &str = "SELECT id FROM pushes WHERE ended_at IS NULL";
/// Compares the times of each customer, and not with the time of the last push: a change is not missed if its
/// transaction took long.
const FILL: &str = "INSERT INTO push_rows (number, email, first_name, last_name, changed_at)
    SELECT number, email, first_name, last_name, changed_at FROM customers
    WHERE subscribed AND changed_at IS NOT pushed_at ORDER BY number";
const ROW: &str = "SELECT email, first_name, last_name, number FROM push_rows WHERE position = ?1";
const SET_PUSHED: &str = "UPDATE customers SET pushed_at = push_rows.changed_at FROM push_rows
    WHERE push_rows.number = customers.number AND position >= ?1 AND position < ?2";
const END_PUSH: &str = "UPDATE pushes SET ended_at = unixepoch('subsec') WHERE ended_at IS NULL";

pub struct Database {
    connection: Connection,
    path: PathBuf,
}

/// A contact to which the list sends no mail.
pub struct Unsubscribed {
    pub email: String,
    /// Whether the contact has opted out or was deleted. Otherwise, it is only not on the list.
    pub from_everything: bool,
}

/// A row of an import. The names of its fields are the headings.
#[derive(Serialize)]
pub struct Row {
    email: String,
    first_name: String,
    last_name: String,
    #[serde(rename = "cf:customer_number")]
    number: i64,
}

impl Database {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The position of the last pull; `None` before the first one.
    ///
    /// It is an error if the list is not the one of the last pull. Somebody has deleted or renamed that one, and
    /// nobody is on a new list, so all customers would seem to have left it.
    pub fn checkpoint(&self, list_id: &str) -> Result<Option<ContactCheckpoint>, BoxError> {
        let stored = self.connection.query_row(CHECKPOINT, [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        });
        match stored.optional()? {
            None => Ok(None),
            Some((json, id)) if id == list_id => Ok(Some(serde_json::from_str(&json)?)),
            Some(_) => Err("the list of the customers is not the same as before".into()),
        }
    }

    /// Ends subscriptions and stores the checkpoint, both or neither. Returns how many customers were subscribed.
    pub fn store_pull(
        &mut self,
        unsubscribed: &[Unsubscribed],
        checkpoint: &ContactCheckpoint,
        list_id: &str,
    ) -> Result<usize, BoxError> {
        let transaction = self.begin()?;
        let mut count = 0;
        for contact in unsubscribed {
            let parameters = params![contact.email, contact.from_everything];
            count += transaction.execute(UNSUBSCRIBE, parameters)?;
        }
        let json = serde_json::to_string(checkpoint)?;
        transaction.execute(SET_CHECKPOINT, [&json, list_id])?;
        transaction.commit()?;
        Ok(count)
    }

    /// Returns the id of the push that was interrupted, or of a new one; `None` if there is nothing to push.
    pub fn begin_push(&mut self) -> rusqlite::Result<Option<i64>> {
        let transaction = self.begin()?;
        transaction.execute(ABANDON, [])?;
        let open = transaction.query_row(OPEN_PUSH, [], |row| row.get(0));
        let mut id = open.optional()?;
        if id.is_none() {
            transaction.execute("DELETE FROM push_rows", [])?;
            if transaction.execute(FILL, [])? > 0 {
                transaction.execute("INSERT INTO pushes DEFAULT VALUES", [])?;
                id = Some(transaction.last_insert_rowid());
            }
        }
        transaction.commit()?;
        Ok(id)
    }

    /// The rows of the push, always in the same order. They are read as needed.
    pub fn push_rows(
        &self,
    ) -> rusqlite::Result<impl Iterator<Item = rusqlite::Result<Row>> + Send + use<>> {
        let connection = Connection::open(&self.path)?;
        let read = move |position: i64| {
            let row = connection.query_row(ROW, [position], |row| {
                Ok(Row {
                    email: row.get(0)?,
                    first_name: row.get(1)?,
                    last_name: row.get(2)?,
                    number: row.get(3)?,
                })
            });
            row.optional()
        };
        Ok((1..).map_while(move |position| read(position).transpose()))
    }

    /// Ends the push. The customers in its clean parts are up to date; the next push includes the others again.
    pub fn end_push(&mut self, report: &BulkReport) -> Result<(), BoxError> {
        let transaction = self.begin()?;
        for part in report.parts.iter().filter(|part| part.is_clean()) {
            // Both count from 1.
            let [start, end] = [part.rows.start, part.rows.end].map(i64::try_from);
            transaction.execute(SET_PUSHED, [start?, end?])?;
        }
        transaction.execute(END_PUSH, [])?;
        transaction.commit()?;
        Ok(())
    }

    /// Begins a transaction that writes. The application may use the database at the same time.
    fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        let behavior = TransactionBehavior::Immediate;
        self.connection.transaction_with_behavior(behavior)
    }
}
