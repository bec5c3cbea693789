// The provider's client for JavaScript against the sandbox:
// `node client.mjs <base URL> <access token>`.

import assert from 'node:assert/strict';
import axios from 'axios';
import {
    AccountServicesApi, BulkActivitiesApi, Configuration, ContactListsApi, ContactsApi, EmailCampaignsApi,
} from 'ctct-api-client';

const [basePath, accessToken] = process.argv.slice(2);
const configuration = new Configuration({ basePath, accessToken });
const account = new AccountServicesApi(configuration);
const lists = new ContactListsApi(configuration);
const contacts = new ContactsApi(configuration);
const bulk = new BulkActivitiesApi(configuration);
const campaigns = new EmailCampaignsApi(configuration);

let calls = 0;
/** Makes a call and checks its status. Refusals are answers too. */
async function call(status, promise) {
    calls += 1;
    const response = await promise.catch((error) => error.response ?? Promise.reject(error));
    assert.equal(response.status, status, JSON.stringify(response.data));
    return response.data;
}

/** Polls an activity until it has ended. */
async function completed(activity) {
    for (let polls = 0; polls < 200; polls += 1) {
        const found = await call(200, bulk.getActivityById(activity.activity_id));
        if (!['initialized', 'processing'].includes(found.state)) {
            assert.equal(found.state, 'completed');
            assert.deepEqual(found.activity_errors ?? [], []);
            return found;
        }
        await new Promise((resume) => setTimeout(resume, 50));
    }
    throw new Error('the activity does not end');
}

const email = (name) => `${name}.js@example.com`;
const address = (name) => ({ address: email(name), permission_to_send: 'implicit' });

// The account.
const summary = await call(200, account.getAccountDetails());
assert.ok(summary.encoded_account_id);
const emails = await call(200, account.getAllAccountEmailAddresses());
const sender = emails.find((one) => one.confirm_status === 'CONFIRMED').email_address;

// Lists.
const list = await call(201, lists.createList({ name: 'JavaScript', favorite: true }));
const read = await call(200, lists.getList(list.list_id));
assert.equal(read.name, 'JavaScript');
await call(409, lists.createList({ name: 'JavaScript' }));

// Contacts: creation, a conflict, the sign-up form, and what a PUT erases.
const ada = await call(201, contacts.createContact({
    email_address: address('ada'), first_name: 'Ada', last_name: 'Lovelace', create_source: 'Account',
    list_memberships: [list.list_id],
}));
await call(409, contacts.createContact({ email_address: address('ada'), create_source: 'Account' }));
const updated = await call(200, contacts.createOrUpdateContact({
    email_address: email('ada'), job_title: 'Countess', list_memberships: [list.list_id],
}));
assert.deepEqual([updated.action, updated.contact_id], ['updated', ada.contact_id]);
const created = await call(201, contacts.createOrUpdateContact({
    email_address: email('bo'), list_memberships: [list.list_id],
}));
assert.equal(created.action, 'created');
await call(200, contacts.updateContact(ada.contact_id, {
    email_address: { address: email('ada') }, first_name: 'Augusta', update_source: 'Account',
    list_memberships: [list.list_id],
}));
const changed = await call(200, contacts.getContactById(ada.contact_id, 'list_memberships'));
assert.equal(changed.first_name, 'Augusta');
assert.equal(changed.last_name ?? null, null);
assert.deepEqual(changed.list_memberships, [list.list_id]);

// Imports.
const json = await call(201, bulk.createImportJSONActivity({
    import_data: [{ email: email('cy'), first_name: 'Cy' }, { email: email('di') }], list_ids: [list.list_id],
}));
await completed(json);
const file = new File(['email,first_name\n', `${email('ed')},Ed\n`], 'contacts.csv', { type: 'text/csv' });
const csv = await call(201, bulk.createCSVImportActivity(file, list.list_id));
await completed(csv);

// All contacts of the list, page by page.
const found = [];
const first = contacts.getAllContacts(
    undefined, undefined, list.list_id, undefined, undefined, undefined, undefined, undefined, undefined,
    undefined, undefined, undefined, undefined, undefined, 2,
);
let page = await call(200, first);
for (;;) {
    assert.ok(page.contacts.length <= 2);
    found.push(...page.contacts.map((one) => one.email_address.address));
    const next = page._links?.next?.href;
    if (!next) break;
    const headers = { Authorization: `Bearer ${accessToken}` };
    page = await call(200, axios.get(new URL(next, basePath).href, { headers }));
}
assert.deepEqual(found.sort(), ['ada', 'bo', 'cy', 'di', 'ed'].map(email));

// An export.
const exported = await completed(await call(201, bulk.createExportActivity({ list_ids: [list.list_id] })));
const text = await call(200, bulk.getCSVExportFile(exported._links.results.href.split('/').pop()));
assert.ok(text.includes(email('ed')));

// A campaign.
const campaign = await call(200, campaigns.createEmailCampaign({
    name: 'JavaScript',
    email_campaign_activities: [{
        format_type: 5, from_email: sender, from_name: 'Ada', reply_to_email: sender, subject: 'News',
        html_content: '<html><body>[[trackingImage]]<p>News</p></body></html>',
    }],
}));
const activity = campaign.campaign_activities.find((one) => one.role === 'primary_email');
const stored = await call(200, campaigns.getEmailCampaignActivity(activity.campaign_activity_id));
assert.equal(stored.subject, 'News');

// A deletion.
await call(204, contacts.deleteContact(created.contact_id));
await call(401, new ContactsApi(new Configuration({ basePath, accessToken: 'wrong' })).getContactCounts());
console.log(`${calls} calls`);
