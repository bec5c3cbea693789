//! Subscribers of tracing that observe one test only, and spans as they are exported to OpenTelemetry.

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

/// Keeps a subscriber for this thread while it lives.
pub struct Subscribed {
    _guard: DefaultGuard,
    _second: Dispatch,
}

/// Makes this the subscriber for the tasks of this thread.
pub fn subscribe(subscriber: impl Subscriber + Send + Sync + 'static) -> Subscribed {
    Subscribed {
        // While there is only one, tracing asks the thread that meets a span or event first whether anybody wants
        // it, and that can be another test's.
        _second: Dispatch::new(tracing_subscriber::registry()),
        _guard: tracing::subscriber::set_default(subscriber),
    }
}

/// What was exported.
#[derive(Clone, Default)]
pub struct Exported(InMemorySpanExporter);

impl Exported {
    /// A layer that exports each span when it ends, with its own fields only.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> {
        let provider = SdkTracerProvider::builder();
        let provider = provider.with_simple_exporter(self.0.clone()).build();
        tracing_opentelemetry::layer()
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_tracer(provider.tracer("test"))
    }

    /// The spans in the order in which they ended.
    pub fn spans(&self) -> Vec<SpanData> {
        self.0.get_finished_spans().unwrap()
    }
}
