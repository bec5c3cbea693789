//! Boxed futures.

/// A boxed future, for object-safe traits and short types.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
