use super::*;

#[tokio::test(start_paused = true)]
async fn requests_keep_their_distance_and_dropped_ones_give_their_turn_back() {
    let times = Arc::new(std::sync::Mutex::new(vec![]));
    let (noted, begin) = (times.clone(), Instant::now());
    let mut teller = Teller::new();
    teller.set_wire(Arc::new(move |_| {
        noted.lock().unwrap().push(begin.elapsed().as_millis());
        Box::pin(async { Err(AuthError::transient("broken")) })
    }));
    let calls: Vec<_> = (0..6)
        .map(|turn| {
            let teller = teller.clone();
            let patience = Duration::from_millis(if turn % 2 == 1 { 500 } else { 60_000 });
            tokio::spawn(async move {
                let request = HttpRequest::new(vec![]);
                tokio::time::timeout(patience, teller.send(request))
                    .await
                    .ok();
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(*times.lock().unwrap(), [0, 1000, 2000]);
}
