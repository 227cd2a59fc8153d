//! A post office and a receiver of webhooks on the loopback, as small as they may be.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// A post office: takes what it is brought, or says why not.
#[derive(Clone)]
pub struct PostOffice {
    pub port: u16,
    pub mails: Arc<Mutex<Vec<String>>>,
    /// What it answers to RCPT.
    pub answer: Arc<Mutex<&'static str>>,
}

impl PostOffice {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = Self {
            port: listener.local_addr().unwrap().port(),
            mails: Arc::default(),
            answer: Arc::new(Mutex::new("250 ok")),
        };
        let serving = office.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let office = serving.clone();
                tokio::spawn(async move { office.serve(stream).await });
            }
        });
        office
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test\r\n").await.ok()?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let answer = match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME",
                "RCPT" => *self.answer.lock().unwrap(),
                "QUIT" => "221 bye",
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    let mut mail = String::new();
                    while !mail.ends_with("\r\n.\r\n") {
                        stream.read_line(&mut mail).await.ok()?;
                    }
                    self.mails.lock().unwrap().push(mail);
                    "250 taken"
                }
                _ => "250 ok",
            };
            stream
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .ok()?;
        }
    }

    /// Heads and the text of each mail.
    pub fn read(&self) -> Vec<(String, String)> {
        let mails = self.mails.lock().unwrap();
        mails.iter().map(|mail| opened(mail)).collect()
    }
}

fn opened(mail: &str) -> (String, String) {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let body = body.trim_end_matches("\r\n.\r\n");
    let text = if head.contains("base64") {
        let text: String = body.split_whitespace().collect();
        STANDARD.decode(text).unwrap()
    } else if head.contains("quoted-printable") {
        unquoted(body)
    } else {
        body.as_bytes().to_vec()
    };
    (head.to_owned(), String::from_utf8(text).unwrap())
}

fn unquoted(body: &str) -> Vec<u8> {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut letters = joined.bytes();
    while let Some(letter) = letters.next() {
        if letter == b'=' {
            let digits = [letters.next().unwrap(), letters.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            bytes.push(letter);
        }
    }
    bytes
}

/// One request, as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.unwrap().1
    }
}

/// A receiver of webhooks.
#[derive(Clone)]
pub struct Receiver {
    pub port: u16,
    pub requests: Arc<Mutex<Vec<Request>>>,
    /// What it answers: a status line's end and further heads.
    pub answer: Arc<Mutex<String>>,
    /// As many answers as there are permits.
    pub answers: Arc<Semaphore>,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            port: listener.local_addr().unwrap().port(),
            requests: Arc::default(),
            answer: Arc::new(Mutex::new("204 No Content\r\n".to_owned())),
            answers: Arc::new(Semaphore::new(1000)),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let receiver = serving.clone();
                tokio::spawn(async move { receiver.serve(stream).await });
            }
        });
        receiver
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            stream.read_line(&mut head).await.ok()?;
        }
        let lower = head.to_lowercase();
        let length = lower.split("content-length: ").nth(1)?;
        let mut body = vec![0; length.lines().next()?.parse().ok()?];
        stream.read_exact(&mut body).await.ok()?;
        let body = String::from_utf8(body).unwrap();
        self.requests.lock().unwrap().push(Request { head, body });
        self.answers.acquire().await.unwrap().forget();
        let answer = self.answer.lock().unwrap().clone();
        let answer = format!("HTTP/1.1 {answer}connection: close\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.ok()
    }

    pub fn seen(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub fn answers_with(&self, answer: &str) {
        answer.clone_into(&mut self.answer.lock().unwrap());
    }
}
