//! Imports, exports and other work on many contacts.
//!
//! Work on many contacts at once uses bulk jobs: a call starts a job, the server processes it, and the
//! client polls the job until it ends. [`Client::import_csv`](crate::Client::import_csv) and the related
//! methods handle three dangerous properties of the API:
//!
//! * The API truncates an upload over 4 MB or 40,000 lines without an error. This crate splits sources of
//!   any size between records, and repeats the header in each part.
//! * There are no idempotency keys. Each part has a unique file name. If an answer is lost, the list of
//!   jobs is searched for that name before the part is sent again. A part that was sent again is not clean
//!   until it is certain that there is [only one job](#lost-answers).
//! * `completed` does not mean that every row was imported. The report counts rows, errors and missing
//!   rows, and is [clean](crate::BulkReport::is_clean) only if there are no errors and nothing is missing.
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use constant_contact::{CsvSource, FileJournal};
//!
//! let job = client
//!     .import_csv(CsvSource::path("contacts.csv"), ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"])
//!     .check_headings()
//!     .journal(FileJournal::open("contacts.csv.journal").await?)
//!     .send()
//!     .await?;
//! let report = job.finish().await?;
//! println!("{report}");
//! // The import has ended, successfully or not: the next one needs a new journal.
//! std::fs::remove_file("contacts.csv.journal")?;
//! report.into_result()?; // an error unless everything went well
//! # Ok(())
//! # }
//! ```
//!
//! Remove the journal before you evaluate the report: while it exists, importing the same file sends
//! nothing and returns the same report, and another file is refused. Import rows that failed again with a
//! new journal ([below](#rows-that-failed)).
//!
//! If the program exits after the job, call [`Client::flush`](crate::Client::flush) last, since a renewal of
//! the tokens may be in progress.
//!
//! [`ImportCsv::progress`](crate::ImportCsv::progress) publishes the progress through a
//! [`ProgressFeed`](crate::ProgressFeed). All bulk calls below except the export have this method.
//!
//! # Columns
//!
//! The server ignores a column that it does not know, without an error, so the values in a misspelt column are lost.
//! [`check_headings`](crate::ImportCsv::check_headings) makes that an error before anything is sent. Use it, unless
//! the file has columns that are to be ignored, as an export has.
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::CsvSource;
//!
//! let import = client.import_csv(CsvSource::path("contacts.csv"), ["list-id"]);
//! match import.check_headings().send().await {
//!     Ok(job) => println!("{}", job.finish().await?),
//!     Err(error) => match error.unknown_headings() {
//!         // For example: line 1, column 7: heading 2 names no column of an import (did you mean "first_name"?)
//!         Some(unknown) => unknown.headings().iter().for_each(|heading| println!("{heading}")),
//!         None => return Err(error),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | the heading | what the check does |
//! |---|---|
//! | is that of a [documented column](crate::Client::import_csv), in any spelling that an import accepts | accepts it, without a request |
//! | is `cf:` and the name of a custom field | accepts it if the account has that field; the fields are read once |
//! | is `cf:` and the label of a custom field (`cf:Customer ID`), or its name with capitals | refuses it, and suggests the name (`cf:customer_id`) |
//! | is documented for imports of JSON only (`home_phone`, `work_city`) | refuses it, because it is not known whether the server reads it in a CSV: use [`import_contacts`](crate::Client::import_contacts) |
//! | is empty | accepts it |
//! | is something else | refuses it, and suggests the most similar heading that the file does not have yet |
//!
//! To learn of unknown headings without an import, use
//! [`unknown_headings`](crate::ImportCsv::unknown_headings). The page on [custom fields](super::custom_fields) explains
//! labels and names.
//!
//! # Unusual files
//!
//! A [`CsvSource`](crate::CsvSource) that is a file or in memory is read twice: the whole source is checked
//! before anything is sent. A fault is an error with its line ([`Error::csv`](crate::Error::csv)). Unusual
//! but correct files are accepted:
//!
//! | the file | what happens |
//! |---|---|
//! | has headings in another spelling (`EMAIL `, `First Name`), or those of an export (`Email address`, `City - Home`) | the header is sent with the documented names |
//! | has records without content (`,,`), as spreadsheets write them | these are left out and [counted](crate::BulkReport::empty_rows) |
//! | has semicolons or tabs between its fields | an error that says so, unless the [delimiter](crate::CsvSource::delimiter) is set |
//! | is Windows-1252, Latin-1 or UTF-16 | an error that says so, unless the encoding is set (`CsvSource::encoding`, feature `encodings`) |
//! | was joined from several files, so that its header is repeated | an error with the line, unless repetitions [are dropped](crate::ImportCsv::drop_repeated_headers) |
//! | is a spreadsheet, an archive, a PDF, JSON or HTML; begins with `sep=;` or an invisible character | an error that says so |
//! | changes while it is imported | an error before any change is sent, with the report of what was sent |
//! | is a named pipe, `/dev/stdin` or the `<(command)` of a shell | it is read once, so rows before a fault may have been sent when the fault is found |
//!
//! # Rows from a program
//!
//! With the feature `csv-rows`, rows are values of a type of your own, from an iterator
//! (`CsvSource::rows`) or a stream (`CsvSource::row_stream`). They are written as a CSV while they are sent, and
//! imported like a file, with a journal. Without the feature, or for contacts that the program has
//! as [`JsonImportContact`](crate::types::JsonImportContact), use
//! [`import_contacts`](crate::Client::import_contacts), which cannot search for a part whose answer was lost.
//!
//! ```no_run
//! # #[cfg(feature = "csv-rows")]
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::CsvSource;
//!
//! #[derive(serde::Serialize)]
//! struct Customer {
//!     email: String,
//!     #[serde(rename = "cf:customer_number")]
//!     number: u32,
//! }
//!
//! let customers = (1..=100_000).map(|number| Customer {
//!     email: format!("customer-{number}@example.com"),
//!     number,
//! });
//! let import = client.import_csv(CsvSource::rows(customers), ["list-id"]);
//! let report = import.send().await?.finish().await?;
//! # Ok(())
//! # }
//! ```
//!
//! If a stream of rows, chunks, contacts or ids yields an error, the work ends with an error of the kind
//! [`ErrorKind::Input`](crate::ErrorKind::Input): [`find_source`](crate::Error::find_source) returns the error
//! of the stream, and [`report`](crate::Error::report) says what was sent before it.
//!
//! # After a crash
//!
//! * Import of a CSV with a journal: within nine days, the same call resumes where the first one stopped.
//!   No row is left out, a part that the server lists is not sent again, and the report includes the parts
//!   of the earlier run. A source that has changed is refused, so keep the file until you have the report.
//!   Another account and a damaged journal are refused, too. To abandon the import instead, remove the
//!   journal; the server keeps the parts that were sent.
//! * Deleting contacts by their ids, and deleting lists, tags and custom fields: no journal is needed. Make the
//!   same call with the same ids again. Whether the provider counts an id that was processed before as an
//!   error is not documented: after a second run, an error in the counts does not mean that an id was missed.
//! * Tagging, adding to lists and removing from lists: the same, but a second run undoes what people changed
//!   in the meantime. For example, adding to lists puts a contact back on a list that the contact has left.
//!   So make the same call again soon, or only with the ids that may not have been processed.
//! * Deleting all contacts in lists: a second run also deletes contacts who have joined in the meantime.
//! * Import of contacts from memory: make the same call again, since an import overwrites contacts by email
//!   address. But an import of old data can undo later changes.
//! * Export: [`start`](crate::ExportContacts::start) it, store the id of its job, and get the file with
//!   [`Client::exported_contacts`](crate::Client::exported_contacts), which can be called again.
//!
//! The provider's guide warns that any import puts contacts back on a list that they left recently. So pull the
//! changes of the account before you import: see [Syncing two systems](super::paging#syncing-two-systems).
//! The example `nightly_sync` in the repository does both, with a database. Contacts who have unsubscribed do not
//! join the lists.
//!
//! # Lost answers
//!
//! | what happened to an upload | what follows | what the report says |
//! |---|---|---|
//! | it was refused, or the queue was full | it counts as not sent | [`NotSent`](crate::PartState::NotSent), unless an earlier answer was lost |
//! | its answer was lost | its job is searched for; if it is not found within [`resend_after`](crate::ImportCsv::resend_after) (90 s), the part is sent again, up to three times in all | |
//! | all three answers were lost | the import ends; if it is run again with its journal, it searches before it sends | [`Unknown`](crate::PartState::Unknown) |
//! | the server accepted it, but the answer names no job | its job is searched for during [`listing_timeout`](crate::ImportCsv::listing_timeout) (5 min); it is never sent again, in any run | `Unknown`, if the job is not found |
//! | it was sent again | `finish` reads the whole list once, `listing_timeout` after the answer was lost | "perhaps twice" ([`may_be_duplicated`](crate::PartReport::may_be_duplicated)) until then; "accepted twice" ([`duplicate_activity_ids`](crate::PartReport::duplicate_activity_ids)) if two jobs are found |
//!
//! So the server has rows twice without the report mentioning it only if it lists a job later than
//! `listing_timeout` after the answer or the broken connection. How late the server lists jobs is not
//! documented. In a simulation, lists were 0 to 60 s late and 3 of 10 answers were lost. There, 20 imports
//! of a million rows, each killed up to twelve times, had no duplicate or missing row that the report did
//! not mention; with all defaults, they had none at all.
//!
//! Jobs without a file name (ids, contacts from memory) cannot be searched for. Their parts are not sent
//! again unless [`retry_ambiguous`](crate::Batch::retry_ambiguous) is set, and then remain uncertain.
//!
//! # Stopping early
//!
//! | what happens | what the server has, and what is known |
//! |---|---|
//! | `send` is dropped | the accepted jobs continue; the journal of an import has their ids |
//! | [`finish`](crate::BulkJob::finish) is dropped | all jobs continue; call `finish` again on the same [`BulkJob`](crate::BulkJob) |
//! | [`timeout`](crate::BulkJob::timeout) passes, 6 hours by default | the same; the report has [`Accepted`](crate::PartState::Accepted) for jobs that have not ended |
//! | [`call_timeout`](crate::ClientBuilder::call_timeout) passes | it limits each request, never the wait for a job |
//!
//! # All bulk calls
//!
//! | what | call | splits |
//! |---|---|---|
//! | import a CSV | [`Client::import_csv`](crate::Client::import_csv) | by 4 MB and 40,000 lines |
//! | import contacts that are in memory | [`Client::import_contacts`](crate::Client::import_contacts) | by 4 MB and 39,999 contacts |
//! | export | [`Client::export_contacts`](crate::Client::export_contacts), [`Client::exported_contacts`](crate::Client::exported_contacts) for one that began earlier | one job |
//! | delete contacts | [`Client::delete_contacts`](crate::Client::delete_contacts) | by 500 |
//! | delete all contacts in lists | [`Client::delete_contacts_in_lists`](crate::Client::delete_contacts_in_lists) | by 50 lists |
//! | add to and remove from lists | [`Client::add_contacts_to_lists`](crate::Client::add_contacts_to_lists), [`Client::remove_contacts_from_lists`](crate::Client::remove_contacts_from_lists) | by 500 contacts |
//! | tag and untag | [`Client::tag_contacts`](crate::Client::tag_contacts), [`Client::untag_contacts`](crate::Client::untag_contacts) | by 500 contacts |
//! | delete lists | [`Client::delete_lists`](crate::Client::delete_lists) | by 100 |
//! | delete tags | [`Client::delete_tags`](crate::Client::delete_tags) | by 500 |
//! | delete custom fields | [`Client::delete_custom_fields`](crate::Client::delete_custom_fields) | by 100 |
//! | follow any single job | [`Client::activity`](crate::Client::activity) | |
//!
//! Calls that split take any number of contacts or ids from a list, an iterator or a stream
//! ([`BulkItems`](crate::BulkItems)), and return a [`BulkJob`](crate::BulkJob) like the import above.
//!
//! # Rows that failed
//!
//! The API counts failed rows and describes errors in words, but does not say which rows failed. The report narrows
//! them down to a part and its rows. [`BulkReport`](crate::BulkReport) explains what is known, and how to
//! import the rows of a part again.
//!
//! # Exporting
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use constant_contact::types::ContactsExport;
//!
//! let file = client.export_contacts(ContactsExport::new()).send().await?;
//! file.save_to("contacts.csv").await?;
//! # Ok(())
//! # }
//! ```
//!
//! A download that breaks off is an error and leaves no incomplete file behind. With the feature
//! `csv-rows`, `ExportFile::rows` reads the rows into a type of your own instead.
