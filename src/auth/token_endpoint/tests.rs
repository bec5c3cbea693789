use super::*;

#[tokio::test(start_paused = true)]
async fn requests_are_an_interval_apart_and_a_dropped_one_takes_no_permit() {
    let times = Arc::new(std::sync::Mutex::new(vec![]));
    let (recorded, begin) = (times.clone(), Instant::now());
    let mut endpoint = TokenEndpoint::new();
    endpoint.set_http_client(Arc::new(move |_| {
        recorded.lock().unwrap().push(begin.elapsed().as_millis());
        Box::pin(async { Err(AuthError::unavailable("broken")) })
    }));
    let calls: Vec<_> = (0..6)
        .map(|call| {
            let endpoint = endpoint.clone();
            let limit = Duration::from_millis(if call % 2 == 1 { 500 } else { 60_000 });
            tokio::spawn(async move {
                let request = HttpRequest::new(vec![]);
                let sent = async { endpoint.acquire().await?.send(request).await };
                tokio::time::timeout(limit, sent).await.ok();
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(*times.lock().unwrap(), [0, 1000, 2000]);
}
