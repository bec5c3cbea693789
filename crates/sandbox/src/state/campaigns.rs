//! Email campaigns with their activities, from the draft to what was sent. Nothing here knows contacts: who
//! gets a campaign is decided in `state/sending.rs`.

pub(crate) mod activity;
pub(crate) mod content;
pub(crate) mod resend;
pub(crate) mod schedule;

use super::details::Details;
use super::refusal::Refusal;
use crate::id::Ids;
use crate::timestamp;
use activity::{Activity, Role, Status};
use chrono::{DateTime, NaiveDate, Utc};
use content::Content;
use resend::Resend;
use serde_json::{Map, Value, json};

/// The longest name of a campaign.
const LONGEST_NAME: usize = 80;
/// How many test mails can be sent a day, and to how many addresses at once.
const TESTS_A_DAY: usize = 50;
const TESTS_AT_ONCE: usize = 5;

/// The campaigns of an account.
#[derive(Debug, Default)]
pub(crate) struct Campaigns {
    /// In the order of their creation.
    list: Vec<Campaign>,
    /// The day on which test mails were last sent, and how many on that day.
    tests: Option<(NaiveDate, usize)>,
}

/// An email campaign.
#[derive(Debug)]
pub(crate) struct Campaign {
    pub id: String,
    /// The id that the campaign would have in the V2 API.
    pub v2_id: u64,
    pub name: String,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub removed: bool,
    pub primary: Activity,
    pub permalink: String,
    pub resend: Option<Resend>,
    pub ab_test: Option<AbTest>,
}

/// A test of two subject lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AbTest {
    size: u64,
    wait: u64,
}

impl Campaigns {
    /// Creates a draft with the activities `primary_email` and `permalink`.
    pub fn create(
        &mut self,
        details: &Details,
        ids: &mut Ids,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<&Campaign, Refusal> {
        let name = self.free_name(&sent["name"], None)?;
        let activities = sent["email_campaign_activities"].as_array();
        let Some([activity]) = activities.map(Vec::as_slice) else {
            let problem = "email_campaign_activities needs exactly one activity";
            return Err(Refusal::invalid(problem));
        };
        let content = Content::create(details, activity)?;
        self.list.push(Campaign {
            id: ids.uuid(),
            v2_id: 1_100_000_000_000 + ids.number(),
            name,
            created: now,
            updated: now,
            removed: false,
            primary: Activity::new(ids.uuid(), content),
            permalink: ids.uuid(),
            resend: None,
            ab_test: None,
        });
        Ok(self.list.last().expect("it was just added"))
    }

    /// All campaigns, removed ones too, the latest first. The API's order is not documented.
    pub fn newest_first(&self) -> impl Iterator<Item = &Campaign> {
        self.list.iter().rev()
    }

    /// The campaign with this id. A removed campaign can still be read.
    pub fn get(&self, id: &str) -> Result<&Campaign, Refusal> {
        let found = self.list.iter().find(|one| one.id == id);
        found.ok_or(Refusal::NotFound)
    }

    fn get_mut(&mut self, id: &str) -> Result<&mut Campaign, Refusal> {
        let found = self.list.iter_mut().find(|one| one.id == id);
        found.ok_or(Refusal::NotFound)
    }

    /// The campaign that an activity belongs to, and the activity's role. Activities of removed campaigns
    /// are not found.
    pub fn with_activity(&self, id: &str) -> Result<(&Campaign, Role), Refusal> {
        let campaigns = self.list.iter().filter(|one| !one.removed);
        let mut found = campaigns.filter_map(|one| Some((one, one.role(id)?)));
        found.next().ok_or(Refusal::NotFound)
    }

    pub(super) fn with_activity_mut(&mut self, id: &str) -> Result<(&mut Campaign, Role), Refusal> {
        let campaigns = self.list.iter_mut().filter(|one| !one.removed);
        let mut found = campaigns.filter_map(|one| one.role(id).map(|role| (one, role)));
        found.next().ok_or(Refusal::NotFound)
    }

    /// The campaign whose `primary_email` activity has this id.
    pub fn with_primary(&self, id: &str) -> Result<&Campaign, Refusal> {
        let (campaign, role) = self.with_activity(id)?;
        role.needs_to_be_primary()?;
        Ok(campaign)
    }

    fn with_primary_mut(&mut self, id: &str) -> Result<&mut Campaign, Refusal> {
        let (campaign, role) = self.with_activity_mut(id)?;
        role.needs_to_be_primary()?;
        Ok(campaign)
    }

    /// Renames a campaign.
    pub fn rename(&mut self, id: &str, name: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.get(id)?.removed {
            return Err(Refusal::invalid("a removed campaign cannot be renamed"));
        }
        let name = self.free_name(name, Some(id))?;
        let campaign = self.get_mut(id)?;
        campaign.name = name;
        campaign.updated = now;
        Ok(())
    }

    /// Removes a campaign, unless it is scheduled.
    pub fn remove(&mut self, id: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let campaign = self.get_mut(id)?;
        match campaign.primary.status {
            _ if campaign.removed => return Err(Refusal::NotFound),
            Status::Scheduled => {
                return Err(Refusal::invalid("a scheduled campaign cannot be deleted"));
            }
            _ => campaign.removed = true,
        }
        campaign.updated = now;
        Ok(())
    }

    /// Replaces the content and the audience of a `primary_email` activity.
    pub fn put_activity(
        &mut self,
        details: &Details,
        id: &str,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        campaign.primary.put(details, sent)?;
        campaign.updated = now;
        Ok(())
    }

    /// Sets up a test of two subject lines.
    pub fn add_ab_test(
        &mut self,
        id: &str,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        campaign.needs_to_be_draft()?;
        if campaign.ab_test.is_some() {
            return Err(Refusal::conflict("the campaign has an A/B test"));
        }
        let (test, subject) = AbTest::read(sent)?;
        campaign.ab_test = Some(test);
        campaign.primary.content.alternative_subject = Some(subject);
        campaign.updated = now;
        Ok(())
    }

    /// Deletes the test of two subject lines, and returns to the first one.
    pub fn remove_ab_test(&mut self, id: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        if campaign.ab_test.is_none() {
            return Err(Refusal::NotFound);
        }
        campaign.needs_to_be_draft()?;
        campaign.ab_test = None;
        campaign.primary.content.alternative_subject = None;
        campaign.updated = now;
        Ok(())
    }

    /// Sends test mails, which no report counts.
    pub fn send_test(&mut self, id: &str, sent: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.with_primary(id)?;
        let addresses = sent["email_addresses"]
            .as_array()
            .map_or(&[][..], |list| list);
        let are_addresses = addresses
            .iter()
            .all(|one| one.as_str().is_some_and(|one| one.contains('@')));
        if addresses.is_empty() || addresses.len() > TESTS_AT_ONCE || !are_addresses {
            let problem = "email_addresses does not have a valid value";
            return Err(Refusal::invalid(problem));
        }
        let today = now.date_naive();
        let sent = self.tests.filter(|(day, _)| *day == today);
        let sent = sent.map_or(0, |(_, sent)| sent) + addresses.len();
        if sent > TESTS_A_DAY {
            let problem = "the limit of test emails for this day is reached";
            return Err(Refusal::TooMany(problem.to_owned()));
        }
        self.tests = Some((today, sent));
        Ok(())
    }

    /// How many test mails were sent on the day of their last one.
    pub fn tests_sent(&self) -> usize {
        self.tests.map_or(0, |(_, sent)| sent)
    }

    /// A name that no other campaign has.
    fn free_name(&self, name: &Value, own: Option<&str>) -> Result<String, Refusal> {
        let name = name.as_str().unwrap_or_default();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Refusal::invalid("name does not have a valid value"));
        }
        let mut others = self.list.iter().filter(|one| Some(&*one.id) != own);
        // Whether a removed campaign keeps its name is not documented; users can restore it.
        match others.any(|one| one.name.eq_ignore_ascii_case(name)) {
            true => Err(Refusal::conflict("name is not unique")),
            false => Ok(name.to_owned()),
        }
    }
}

impl Campaign {
    /// The role of an activity in this campaign.
    pub fn role(&self, activity: &str) -> Option<Role> {
        if self.primary.id == activity {
            return Some(Role::Primary);
        }
        if self.permalink == activity {
            return Some(Role::Permalink);
        }
        let resend = self.resend.as_ref()?;
        (resend.id == activity).then_some(Role::Resend)
    }

    /// The status, as a campaign writes it.
    pub fn status(&self) -> &'static str {
        match self.removed {
            true => "Removed",
            false => self.primary.status.title(),
        }
    }

    /// When the campaign was last sent, by any of its activities.
    pub fn last_sent(&self) -> Option<DateTime<Utc>> {
        let resent = self.resend.as_ref().and_then(|resend| resend.sent);
        let sent = self.primary.history.last().map(|one| one.at);
        sent.max(resent)
    }

    fn needs_to_be_draft(&self) -> Result<(), Refusal> {
        match self.primary.status {
            Status::Draft => Ok(()),
            _ => Err(Refusal::invalid("the campaign is not a draft")),
        }
    }

    /// The type in words, and its code.
    fn kind(&self) -> (&'static str, u64) {
        match self.ab_test {
            Some(_) => ("AB_TEST", 57),
            None => ("NEWSLETTER", 10),
        }
    }

    /// The document of a list, which has no activities.
    pub fn row(&self) -> Map<String, Value> {
        let (kind, code) = self.kind();
        let row = json!({
            "campaign_id": self.id,
            "name": self.name,
            "current_status": self.status(),
            "type": kind,
            "type_code": code,
            "created_at": timestamp::written(self.created),
            "updated_at": timestamp::written(self.updated),
        });
        match row {
            Value::Object(row) => row,
            _ => Map::new(),
        }
    }

    /// The campaign with the ids of its activities.
    pub fn document(&self) -> Value {
        let mut activities = vec![
            json!({ "campaign_activity_id": self.primary.id, "role": Role::Primary.name() }),
            json!({ "campaign_activity_id": self.permalink, "role": Role::Permalink.name() }),
        ];
        let resend = self.resend.iter().map(
            |resend| json!({ "campaign_activity_id": resend.id, "role": Role::Resend.name() }),
        );
        activities.extend(resend);
        let mut document = self.row();
        document.insert("campaign_activities".to_owned(), Value::Array(activities));
        Value::Object(document)
    }

    /// The test of two subject lines.
    pub fn ab_test_document(&self) -> Result<Value, Refusal> {
        let test = self.ab_test.ok_or(Refusal::NotFound)?;
        Ok(json!({
            "alternative_subject": self.primary.content.alternative_subject,
            "test_size": test.size,
            "winner_wait_duration": test.wait,
        }))
    }
}

impl AbTest {
    /// The test and its second subject line.
    fn read(sent: &Value) -> Result<(Self, String), Refusal> {
        let subject = sent["alternative_subject"].as_str().unwrap_or_default();
        let size = sent["test_size"].as_u64().unwrap_or(0);
        let wait = sent["winner_wait_duration"].as_u64().unwrap_or(0);
        let problems = [
            (subject.is_empty(), "alternative_subject is missing"),
            (
                !(5..=50).contains(&size),
                "test_size does not have a valid value",
            ),
            (
                ![6, 12, 24, 48].contains(&wait),
                "winner_wait_duration does not have a valid value",
            ),
        ];
        let problems = problems.into_iter().filter(|(is, _)| *is);
        let problems: Vec<_> = problems.map(|(_, problem)| problem).collect();
        match problems.is_empty() {
            true => Ok((Self { size, wait }, subject.to_owned())),
            false => Err(Refusal::invalid(problems.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests;
