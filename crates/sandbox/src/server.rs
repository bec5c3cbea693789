//! The connections: reads requests, sends what the pipeline answers, and carries out faults.

mod body;

use crate::answer::Answer;
use crate::faults::{Delivery, Draw, Plan, Strike};
use crate::log::Contents;
use crate::pipeline::{self, Arrival};
use crate::sandbox::Shared;
use crate::time_format::http_date;
use body::{AnswerBody, Dropped, End};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Accepts connections until it is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    shared.connections.fetch_add(1, Ordering::Relaxed);
                    connections.spawn(connection(stream, Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    stream.set_nodelay(true).ok();
    let resets = Arc::new(AtomicBool::new(false));
    let service =
        service_fn(|request| Box::pin(exchange(Arc::clone(&shared), Arc::clone(&resets), request)));
    let mut connection = http1::Builder::new()
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    // A client that disconnects is no error of the sandbox.
    let _ = future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if resets.load(Ordering::Relaxed) {
        // Closing it then sends RST.
        stream.set_zero_linger().ok();
    }
}

/// Answers a request. An error closes the connection.
async fn exchange(
    shared: Arc<Shared>,
    resets: Arc<AtomicBool>,
    request: Request<Incoming>,
) -> Result<Response<AnswerBody>, Dropped> {
    let (head, mut body) = request.into_parts();
    let arrival = Arrival::new(head, shared.clock.now());
    let draw = shared.faults().draw(&arrival.name);
    if let Some(Draw::Strike(strike)) = &draw
        && !strike.plan.reads_body
    {
        tokio::time::sleep(strike.plan.delay).await;
        // Closes the connection while the client is still sending.
        let _ = body.frame().await;
        pipeline::lose(&shared, arrival, Some(strike));
        return Err(Dropped);
    }
    let Ok(body) = body.collect().await else {
        pipeline::lose(&shared, arrival, None);
        return Err(Dropped);
    };
    let body = body.to_bytes();
    let number = pipeline::log(&shared, &arrival, &body);
    let strike = draw.map(|draw| draw.decide(|| Contents::new(&arrival.head, &body)));
    let plan = strike.as_ref().map_or(Plan::USUAL, |strike| strike.plan);
    let Some(answer) = carried_out(&shared, number, arrival, body, strike).await else {
        return match plan.delivery {
            Delivery::Hold => future::pending().await,
            _ => Err(Dropped),
        };
    };
    // There is nothing in a body without two bytes that could be cut.
    let is_divisible = answer.body.len() >= 2;
    let end = match plan.delivery {
        Delivery::Complete => End::Complete,
        Delivery::Unfinished => End::Unfinished,
        Delivery::Truncate if is_divisible => End::Close,
        Delivery::Reset if is_divisible => End::Reset(resets),
        Delivery::Stall if is_divisible => End::Stall,
        Delivery::Hold | Delivery::Stall => return future::pending().await,
        Delivery::Reset => {
            resets.store(true, Ordering::Relaxed);
            return Err(Dropped);
        }
        Delivery::Close | Delivery::Truncate => return Err(Dropped),
    };
    if !plan.answer_delay.is_zero() {
        tokio::time::sleep(plan.answer_delay).await;
    }
    shared.log().record_answer(number, shared.clock.now());
    Ok(response(&shared, answer, end))
}

/// Carries out a request, after its delay. A delayed request runs in a task of its own, so that it is
/// carried out even if the client does not wait.
async fn carried_out(
    shared: &Arc<Shared>,
    number: u64,
    arrival: Arrival,
    body: Bytes,
    strike: Option<Strike>,
) -> Option<Answer> {
    let delay = strike.as_ref().map(|strike| strike.plan.delay);
    let Some(delay) = delay.filter(|delay| !delay.is_zero()) else {
        return pipeline::carry_out(shared, number, arrival, body, strike.as_ref());
    };
    let shared = Arc::clone(shared);
    let task = tokio::spawn(async move {
        tokio::time::sleep(delay).await;
        pipeline::carry_out(&shared, number, arrival, body, strike.as_ref())
    });
    task.await.ok().flatten()
}

fn response(shared: &Shared, answer: Answer, end: End) -> Response<AnswerBody> {
    let mut response = Response::builder().status(answer.status);
    let has_date = answer.headers.iter().any(|(name, _)| *name == "date");
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    if !has_date {
        response = response.header("date", http_date(shared.clock.now()));
    }
    response
        .body(AnswerBody::new(answer.body, end))
        .expect("the answer's headers are valid")
}
