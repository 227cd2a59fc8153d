//! Takes connections and answers them. Unlike `axum::serve` it ends those who never
//! finish the head of a request, and takes no more connections than it can serve.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How a server deals with who connects.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// For the head of a request, and between two requests.
    pub head: Duration,
    /// For the answers under way when it is told to stop.
    pub farewell: Duration,
    pub connections: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            // longer than proxies keep an idle connection
            head: Duration::from_secs(65),
            farewell: Duration::from_secs(30),
            connections: 4096,
        }
    }
}

/// After a connection that could not be taken, for want of descriptors above all.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers until `stop` is done, and ends what is under way.
pub async fn answer(
    listener: TcpListener,
    routes: Router,
    manners: Manners,
    stop: impl Future<Output = ()>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(manners.head);
    let under_way = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(manners.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        // who waits for a seat waits in the system's own queue
        let next = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, stream) = tokio::select! {
            () = &mut stop => break,
            (seat, accepted) = next => match accepted {
                Ok((stream, _)) => (seat, stream),
                Err(error) => {
                    tracing::debug!("a connection was not taken: {error}");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        drop(stream.set_nodelay(true));
        let service = TowerToHyperService::new(routes.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = under_way.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(seat);
        });
    }
    drop(listener);
    drop(tokio::time::timeout(manners.farewell, under_way.shutdown()).await);
}
