//! The bulk jobs, as the client sees them: imports and batches, and how they can go wrong.

mod jobs;

use constant_contact::types::{ActivityState, JsonImportContact};
use constant_contact::{ErrorKind, PartState};
use constant_contact_sandbox::{Fault, NewContact};
use futures_util::StreamExt;
use jobs::{client, csv, import, sandbox};
use std::time::Duration;

const IMPORT: &str = "POST /activities/contacts_file_import";
const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test(start_paused = true)]
async fn an_import_creates_contacts_on_its_list() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    let report = import(&sandbox, &list, csv(250)).part_lines(101);
    let report = report.send().await.unwrap().finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(sandbox.contacts().len(), 250);
    let last = sandbox.contacts().by_email("p249@example.com").unwrap();
    assert_eq!(last.lists, [list]);
    assert_eq!(
        (last.permission, last.first_name.as_deref()),
        ("implicit", Some("Ann"))
    );
    assert_eq!(sandbox.jobs().accepted(), 3);
    assert_eq!(sandbox.jobs().times_accepted("p249@example.com"), 1);
    sandbox.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn contacts_appear_when_the_job_has_completed() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().take(DAY);
    let job = import(&sandbox, &list, csv(3)).send().await.unwrap();
    let id = sandbox.jobs().all()[0].id.clone();
    let client = client(&sandbox);
    for (advance, state, contacts) in [
        (0, ActivityState::Initialized, 0),
        (DAY.as_secs() / 2, ActivityState::Processing, 0),
        (DAY.as_secs() / 2, ActivityState::Completed, 3),
    ] {
        sandbox.clock().advance(Duration::from_secs(advance));
        let activity = client.get_activity_by_id(&id).send().await.unwrap();
        assert_eq!(activity.state, Some(state));
        assert_eq!(sandbox.contacts().len(), contacts);
    }
    assert!(job.finish().await.unwrap().is_clean());
    // After ten days, the job is unknown.
    sandbox.clock().advance(9 * DAY);
    let error = client.get_activity_by_id(&id).send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_imports_each_row_once() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().list_after(Duration::from_secs(40));
    let lost = sandbox.fail(Fault::LostAnswer).on(IMPORT).times(1);
    let job = import(&sandbox, &list, csv(10)).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((lost.count(), sandbox.requests(IMPORT)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_listed_too_late_is_counted_twice() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    sandbox.jobs().list_after_each([minutes(4), minutes(0)]);
    sandbox.fail(Fault::LostAnswer).on(IMPORT).times(1);
    let job = import(&sandbox, &list, csv(10)).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert!(!report.is_clean());
    let first = sandbox.jobs().all()[0].id.clone();
    assert_eq!(report.parts[0].duplicate_activity_ids, [first]);
    assert_eq!(sandbox.jobs().times_accepted("p9@example.com"), 2);
    assert_eq!(sandbox.contacts().len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_job_ends_as_the_test_wants() {
    for (end, state) in [
        ("failed", PartState::Failed),
        ("cancelled", PartState::Cancelled),
        ("timed_out", PartState::TimedOut),
    ] {
        let sandbox = sandbox().await;
        let list = sandbox.add_list("Spring");
        sandbox.jobs().end_as(end);
        let job = import(&sandbox, &list, csv(10)).send().await.unwrap();
        let report = job.finish().await.unwrap();
        assert_eq!(report.parts[0].state, state);
        assert!(sandbox.contacts().is_empty());
        // The list can be filtered by it.
        let jobs = client(&sandbox).get_all_activities().state(end);
        assert_eq!(jobs.send().await.unwrap().activities.len(), 1);
        let jobs = client(&sandbox).get_all_activities().state("completed");
        assert_eq!(jobs.send().await.unwrap().activities.len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn rows_that_fail_are_errors_of_the_job_and_the_others_are_imported() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().fail_rows([2]);
    let rows = "email,first_name\na@b.example,A\nc@d.example,C\nnone,N\ne@f.example,E\n";
    let job = import(&sandbox, &list, rows).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert_eq!(report.parts[0].state, PartState::CompletedWithErrors);
    assert_eq!((report.errors(), report.missing()), (2, 0));
    let messages: Vec<_> = report.messages().collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].starts_with("Row 2:") && messages[1].starts_with("Row 3:"));
    assert_eq!(sandbox.contacts().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn contacts_that_have_unsubscribed_are_counted() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.add_contact(NewContact::new("p1@example.com").unsubscribed());
    let job = import(&sandbox, &list, csv(3)).send().await.unwrap();
    let report = job.finish().await.unwrap();
    assert_eq!(report.cannot_add_to_list(), 1);
    let contact = sandbox.contacts().by_email("p1@example.com").unwrap();
    assert_eq!((contact.status, contact.lists.len()), ("unsubscribed", 0));
    assert_eq!(contact.first_name.as_deref(), Some("Ann"));
}

#[tokio::test(start_paused = true)]
async fn the_client_waits_for_a_full_queue() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().queue(1).take(Duration::from_secs(600));
    let first = import(&sandbox, &list, csv(3)).send().await.unwrap();
    let second = import(&sandbox, &list, csv(3)).queue_timeout(Duration::from_secs(60));
    let error = second.send().await.unwrap_err();
    assert!(error.is_queue_full(), "{error}");
    assert_eq!(sandbox.jobs().accepted(), 1);
    let third = import(&sandbox, &list, csv(3)).send().await.unwrap();
    for job in [first, third] {
        assert!(job.finish().await.unwrap().is_clean());
    }
}

#[tokio::test(start_paused = true)]
async fn a_hidden_job_and_one_with_another_file_name_confuse_nobody() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.jobs().list_after(Duration::from_secs(60));
    sandbox
        .jobs()
        .hide_until_listed(true)
        .list_twice(true)
        .rename_files(true);
    let other = sandbox.jobs().add_import("other.csv");
    let job = import(&sandbox, &list, csv(3)).send().await.unwrap();
    let unknown = client(&sandbox).get_activity_by_id(&other).send().await;
    assert!(unknown.unwrap_err().is_not_found());
    let report = job.finish().await.unwrap();
    assert!(report.is_clean(), "{report}");
    let jobs = client(&sandbox).get_all_activities().send().await.unwrap();
    assert_eq!(jobs.activities.len(), 4);
    let names: Vec<_> = sandbox
        .jobs()
        .all()
        .into_iter()
        .filter_map(|job| job.file_name)
        .collect();
    assert!(
        names.iter().all(|name| name.starts_with("upload of ")),
        "{names:?}"
    );
    sandbox.jobs().clear();
    assert!(sandbox.jobs().all().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_list_of_jobs_comes_in_pages() {
    let sandbox = sandbox().await;
    for number in 0..51 {
        sandbox.jobs().add_import(&format!("other-{number}.csv"));
    }
    let page = client(&sandbox).get_all_activities().send().await.unwrap();
    assert_eq!(page.activities.len(), 50);
    let jobs = client(&sandbox).get_all_activities().stream();
    let names = jobs.map(|job| job.unwrap().source_file_name.unwrap());
    let names: Vec<_> = names.collect().await;
    assert_eq!(names.len(), 51);
    assert_eq!((&*names[0], &*names[50]), ("other-50.csv", "other-0.csv"));
}

#[tokio::test(start_paused = true)]
async fn contacts_in_json_are_imported_like_rows() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    let contacts = [
        JsonImportContact::new()
            .email("ada@example.com")
            .first_name("Ada"),
        JsonImportContact::new()
            .email("grace@example.com")
            .birthday_month(12)
            .birthday_day(9),
        JsonImportContact::new().first_name("Nobody"),
    ];
    let sent = client(&sandbox)
        .import_contacts(contacts, [&list])
        .send()
        .await;
    let report = sent.unwrap().finish().await.unwrap();
    assert_eq!((report.errors(), report.missing()), (1, 0));
    assert_eq!(sandbox.contacts().len(), 2);
    assert_eq!(
        sandbox
            .contacts()
            .by_email("grace@example.com")
            .unwrap()
            .lists,
        [list]
    );
    sandbox.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn batches_change_the_contacts_that_they_name() {
    let sandbox = sandbox().await;
    let (spring, autumn) = (sandbox.add_list("Spring"), sandbox.add_list("Autumn"));
    let ids = ["ada", "grace"].map(|name| {
        sandbox.add_contact(NewContact::new(format!("{name}@example.com")).lists([&spring]))
    });
    let ada = || sandbox.contacts().by_email("ada@example.com").unwrap();
    let client = client(&sandbox);
    let report = client
        .add_contacts_to_lists(ids.clone(), [&autumn])
        .send()
        .await
        .unwrap();
    assert!(report.finish().await.unwrap().is_clean());
    assert_eq!(ada().lists, [spring.clone(), autumn.clone()]);
    let report = client
        .remove_contacts_from_lists([ids[0].clone()], [&spring])
        .send()
        .await
        .unwrap();
    assert!(report.finish().await.unwrap().is_clean());
    assert_eq!(ada().lists, std::slice::from_ref(&autumn));
    let report = client.delete_lists([autumn]).send().await.unwrap();
    assert!(report.finish().await.unwrap().is_clean());
    assert!(ada().lists.is_empty());
    // One of the contacts does not exist.
    let unknown = "ffffffff-0000-11f1-8000-fa163e0a0b0c";
    let report = client
        .delete_contacts([ids[0].clone(), unknown.to_owned()])
        .send()
        .await
        .unwrap();
    let report = report.finish().await.unwrap();
    assert!(!report.is_clean(), "{report}");
    assert_eq!(ada().status, "deleted");
    let report = client
        .delete_contacts_in_lists([spring])
        .send()
        .await
        .unwrap();
    assert!(report.finish().await.unwrap().is_clean());
    assert_eq!(sandbox.contacts().len(), 0);
    sandbox.assert_no_violations();
}

#[tokio::test]
async fn a_test_waits_for_jobs() {
    let sandbox = sandbox().await;
    sandbox.jobs().wait_for(0).await;
    let two = async { sandbox.jobs().wait_for(2).await };
    let added = async {
        sandbox.jobs().add_import("one.csv");
        tokio::task::yield_now().await;
        sandbox.jobs().add_import("two.csv");
    };
    tokio::join!(two, added);
    assert_eq!(sandbox.jobs().accepted(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_list_is_deleted_by_a_job() {
    let sandbox = sandbox().await;
    let list = sandbox.add_list("Spring");
    sandbox.add_contact(NewContact::new("ada@example.com").lists([&list]));
    sandbox.jobs().take(Duration::from_secs(60));
    let client = client(&sandbox);
    let activity = client.delete_list(&list).send().await.unwrap();
    let id = activity.activity_id.clone().unwrap();
    assert_eq!(
        sandbox
            .contacts()
            .by_email("ada@example.com")
            .unwrap()
            .lists,
        [list]
    );
    let ended = client.activity(id.to_string()).await.unwrap();
    assert_eq!(ended.state, Some(ActivityState::Completed));
    assert!(
        sandbox
            .contacts()
            .by_email("ada@example.com")
            .unwrap()
            .lists
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_job_or_file_is_not_found() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let unknown = "ffffffff-0000-11f1-8000-fa163e0a0b0c";
    assert!(
        client
            .get_activity_by_id(unknown)
            .send()
            .await
            .unwrap_err()
            .is_not_found()
    );
    let error = client.exported_contacts(unknown).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
