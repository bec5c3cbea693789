//! A program without any feature of the crate. Its first call would need TLS.

use constant_contact::{Client, http::Method};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().access_token("token").build()?;
    let answer = client.request(Method::GET, "/account/summary").send().await?;
    println!("{}", answer.status());
    Ok(())
}
