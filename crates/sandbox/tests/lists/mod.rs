//! A sandbox, and an HTTP client that creates and counts its lists.

use constant_contact_sandbox::Sandbox;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

pub const CREATE: &str = "POST /contact_lists";

pub struct Api {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    created: AtomicUsize,
}

impl Api {
    pub async fn start() -> Self {
        let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            sandbox,
            http,
            created: AtomicUsize::new(0),
        }
    }

    /// Creates a list with a name of its own: its number.
    pub async fn send(&self) -> reqwest::Result<reqwest::Response> {
        let number = self.created.fetch_add(1, Ordering::Relaxed);
        let body = json!({ "name": format!("List {number}"), "favorite": true }).to_string();
        let url = format!("{}/contact_lists", self.sandbox.base_url());
        let request = self.http.post(url).bearer_auth("sandbox-access-token");
        let request = request.header("content-type", "application/json");
        request.body(body).send().await
    }

    /// As [`Self::send`], with the whole answer.
    pub async fn create(&self) -> reqwest::Result<(u16, String)> {
        let response = self.send().await?;
        let status = response.status().as_u16();
        Ok((status, response.text().await?))
    }

    /// How many lists there are.
    pub async fn lists(&self) -> usize {
        let response = self
            .http
            .get(format!("{}/contact_lists", self.sandbox.base_url()))
            .bearer_auth("sandbox-access-token")
            .send()
            .await
            .unwrap();
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        body["lists"].as_array().unwrap().len()
    }
}
