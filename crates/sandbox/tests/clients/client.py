"""The provider's client for Python against the sandbox: `client.py <base URL> <access token>`."""

import json
import os
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from constant_contact_api_client import (
    AccountServicesApi,
    ApiClient,
    BulkActivitiesApi,
    Configuration,
    ContactListsApi,
    ContactsApi,
    EmailCampaignsApi,
)
from constant_contact_api_client.exceptions import ApiException

BASE_URL, TOKEN = sys.argv[1:]
calls = 0


def api_client(token=TOKEN):
    configuration = Configuration(host=BASE_URL, access_token=token)
    configuration.retries = False
    return ApiClient(configuration)


def call(status, method, *arguments, **named):
    """Makes a call and checks its status. Refusals are answers too."""
    global calls
    calls += 1
    try:
        response = method(*arguments, **named)
    except ApiException as error:
        assert error.status == status, f"{error.status}: {error.body}"
        return None
    assert response.status_code == status, response.status_code
    return response.data


def completed(bulk, activity):
    """Polls an activity until it has ended."""
    for _ in range(200):
        found = call(200, bulk.get_activity_by_id_with_http_info, activity.activity_id)
        if found.state not in ("initialized", "processing"):
            assert found.state == "completed", found.state
            assert not found.activity_errors, found.activity_errors
            return found
        time.sleep(0.05)
    raise AssertionError("the activity does not end")


def email(name):
    return f"{name}.py@example.com"


def address(name):
    return {"address": email(name), "permission_to_send": "implicit"}


def main():
    client = api_client()
    account = AccountServicesApi(client)
    lists = ContactListsApi(client)
    contacts = ContactsApi(client)
    bulk = BulkActivitiesApi(client)
    campaigns = EmailCampaignsApi(client)

    # The account.
    summary = call(200, account.get_account_details_with_http_info)
    assert summary.encoded_account_id
    emails = call(200, account.get_all_account_email_addresses_with_http_info)
    sender = next(one for one in emails if one.confirm_status == "CONFIRMED").email_address

    # Lists.
    created_list = call(201, lists.create_list_with_http_info, {"name": "Python", "favorite": True})
    list_id = created_list.list_id
    assert call(200, lists.get_list_with_http_info, list_id).name == "Python"
    call(409, lists.create_list_with_http_info, {"name": "Python"})

    # Contacts: creation, a conflict, the sign-up form, and what a PUT erases.
    contact = {
        "email_address": address("ada"),
        "first_name": "Ada",
        "last_name": "Lovelace",
        "create_source": "Account",
        "list_memberships": [list_id],
    }
    ada = call(201, contacts.create_contact_with_http_info, contact)
    call(409, contacts.create_contact_with_http_info, contact)
    form = {"email_address": email("ada"), "job_title": "Countess", "list_memberships": [list_id]}
    updated = call(200, contacts.create_or_update_contact_with_http_info, form)
    assert (updated.action, updated.contact_id) == ("updated", ada.contact_id)
    form = {"email_address": email("bo"), "list_memberships": [list_id]}
    created = call(201, contacts.create_or_update_contact_with_http_info, form)
    assert created.action == "created"
    changes = {
        "email_address": {"address": email("ada")},
        "first_name": "Augusta",
        "update_source": "Account",
        "list_memberships": [list_id],
    }
    call(200, contacts.update_contact_with_http_info, ada.contact_id, changes)
    changed = call(
        200, contacts.get_contact_by_id_with_http_info, ada.contact_id, include="list_memberships"
    )
    assert (changed.first_name, changed.last_name) == ("Augusta", None)
    assert changed.list_memberships == [list_id]

    # Imports.
    rows = [{"email": email("cy"), "first_name": "Cy"}, {"email": email("di")}]
    document = {"import_data": rows, "list_ids": [list_id]}
    completed(bulk, call(201, bulk.create_import_json_activity_with_http_info, document))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "contacts.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"email,first_name\n{email('ed')},Ed\n")
        activity = call(201, bulk.create_csv_import_activity_with_http_info, path, list_id)
    completed(bulk, activity)

    # All contacts of the list, page by page.
    page = call(200, contacts.get_all_contacts_with_http_info, lists=list_id, limit=2).to_dict()
    found = []
    while True:
        assert len(page["contacts"]) <= 2
        found += [one["email_address"]["address"] for one in page["contacts"]]
        following = (page.get("_links") or {}).get("next") or {}
        if not following.get("href"):
            break
        request = urllib.request.Request(
            urllib.parse.urljoin(BASE_URL, following["href"]),
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        with urllib.request.urlopen(request) as response:
            page = json.load(response)
    assert sorted(found) == [email(name) for name in ("ada", "bo", "cy", "di", "ed")], found

    # An export.
    document = {"list_ids": [list_id]}
    exported = completed(bulk, call(201, bulk.create_export_activity_with_http_info, document))
    number = exported.links.results.href.split("/")[-1]
    text = call(200, bulk.get_csv_export_file_with_http_info, number)
    assert email("ed") in str(text)

    # A campaign.
    content = {
        "format_type": 5,
        "from_email": sender,
        "from_name": "Ada",
        "reply_to_email": sender,
        "subject": "News",
        "html_content": "<html><body>[[trackingImage]]<p>News</p></body></html>",
    }
    document = {"name": "Python", "email_campaign_activities": [content]}
    campaign = call(200, campaigns.create_email_campaign_with_http_info, document)
    roles = {one.role: one.campaign_activity_id for one in campaign.campaign_activities}
    stored = call(
        200, campaigns.get_email_campaign_activity_with_http_info, roles["primary_email"]
    )
    assert stored.subject == "News"

    # A deletion, and a token that the sandbox does not know.
    call(204, contacts.delete_contact_with_http_info, created.contact_id)
    stranger = ContactsApi(api_client("wrong"))
    call(401, stranger.get_contact_counts_with_http_info)
    print(f"{calls} calls")


main()
