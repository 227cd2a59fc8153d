//! How the server deals with those who connect, through a real socket.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tongchou_server::listen::{Manners, answer};

const QUICK: Manners = Manners {
    head: Duration::from_millis(300),
    farewell: Duration::from_secs(5),
    connections: 4,
};

async fn serving(
    routes: Router,
) -> (
    std::net::SocketAddr,
    oneshot::Sender<()>,
    tokio::task::JoinHandle<()>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = oneshot::channel();
    let stop = async { drop(told.await) };
    let server = tokio::spawn(answer(listener, routes, QUICK, stop));
    (address, tell, server)
}

async fn ask(address: std::net::SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_never_end_keep_nobody_out() {
    let (address, tell, server) = serving(Router::new().route("/", get(|| async { "here" }))).await;
    let mut slow = Vec::new();
    for _ in 0..QUICK.connections {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
        slow.push(stream);
    }
    assert!(
        ask(address).await.ends_with("here"),
        "their seats are given up"
    );
    for mut stream in slow {
        let mut rest = Vec::new();
        // the end of the connection, however it is told
        drop(stream.read_to_end(&mut rest).await);
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    tell.send(()).unwrap();
    server.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_is_answered_before_the_server_stops() {
    let slow = || async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        "done"
    };
    let (address, tell, server) = serving(Router::new().route("/", get(slow))).await;
    let asked = tokio::spawn(ask(address));
    tokio::time::sleep(Duration::from_millis(100)).await;
    tell.send(()).unwrap();
    server.await.unwrap();
    assert!(asked.await.unwrap().ends_with("done"));
    assert!(TcpStream::connect(address).await.is_err());
}
