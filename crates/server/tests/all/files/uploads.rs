//! The tus protocol: in parts, going on after a break, with what must not pass.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha1::{Digest as _, Sha1};

use super::{PIECE, TUS, begun, create, piece, place_of, state, taken};
use crate::support::{Client, District};

async fn offset(client: &Client, id: &str) -> String {
    let path = format!("/api/v1/uploads/{id}");
    let answer = client.ask(Method::HEAD, &path, &[TUS], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.headers["upload-offset"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_parts_and_is_known_by_its_sm3() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let text = "建设方案\n".repeat(1000);
    let id = begun(&unit, "方案.txt", text.len()).await;
    for (at, part) in text.as_bytes().chunks(5000).enumerate() {
        let answer = piece(&unit, &id, at * 5000, part).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
        assert_eq!(answer.headers["tus-resumable"], "1.0.0");
    }
    let known = state(&unit, &id).await.json();
    let sm3 = tongchou_server::clock::hex(&sm3::Digest::finalize(sm3::Digest::chain_update(
        <sm3::Sm3 as sm3::Digest>::new(),
        text.as_bytes(),
    )));
    assert_eq!(known["sm3"], sm3.as_str());
    assert_eq!(known["media_type"], "text/plain");
    let kept = place_of(&district, &sm3);
    assert_eq!(std::fs::read(kept).unwrap(), text.as_bytes());
    let parts = std::fs::read_dir(district.folder.path().join("uploads")).unwrap();
    assert_eq!(parts.count(), 0, "no part is left");
    // the last piece again: its answer may have been lost
    let again = piece(&unit, &id, text.len(), b"").await;
    assert_eq!(again.status, StatusCode::NO_CONTENT, "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_loses_nothing_that_came() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let id = begun(&unit, "方案.txt", 20_000).await;
    let pieces = futures_util::stream::iter([
        Ok(Bytes::from(vec![b'a'; 7000])),
        Err(std::io::Error::other("the line is cut")),
    ]);
    let path = format!("/api/v1/uploads/{id}");
    let headers = [TUS, PIECE, ("upload-offset", "0")];
    let broken = unit
        .ask(Method::PATCH, &path, &headers, Body::from_stream(pieces))
        .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert_eq!(offset(&unit, &id).await, "7000");
    // another process goes on, which has not seen the first bytes
    let web = tongchou_server::web::Web::new(district.app.clone(), false)
        .with_files(crate::support::files(district.folder.path()));
    let anew = Client {
        router: tongchou_server::router::router(web),
        token: unit.token.clone(),
    };
    let rest = piece(&anew, &id, 7000, &vec![b'a'; 13_000]).await;
    assert_eq!(rest.status, StatusCode::NO_CONTENT, "{}", rest.text);
    let whole = taken(&unit, "另一份.txt", &vec![b'a'; 20_000]).await;
    assert_eq!(state(&anew, &id).await.json()["sm3"], whole.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_offsets_and_pieces_are_refused() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let id = begun(&unit, "方案.txt", 100).await;
    piece(&unit, &id, 0, &[b'a'; 40]).await;
    for at in [0, 39, 41, 100] {
        let answer = piece(&unit, &id, at, &[b'a'; 10]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{at}");
        assert!(answer.text.contains("已收到 40 字节"));
    }
    let longer = piece(&unit, &id, 40, &[b'a'; 61]).await;
    assert_eq!(longer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(offset(&unit, &id).await, "40", "nothing of it was kept");
    let path = format!("/api/v1/uploads/{id}");
    for (headers, status) in [
        (vec![PIECE, ("upload-offset", "40")], 412),
        (vec![TUS, ("upload-offset", "40")], 415),
        (vec![TUS, PIECE], 400),
        (vec![TUS, PIECE, ("upload-offset", "-1")], 400),
        (
            vec![
                TUS,
                PIECE,
                ("upload-offset", "40"),
                ("upload-checksum", "md5 AAAA"),
            ],
            400,
        ),
        (
            vec![
                TUS,
                PIECE,
                ("upload-offset", "40"),
                ("upload-checksum", "sha1 AAAA"),
            ],
            460,
        ),
    ] {
        let answer = unit
            .ask(Method::PATCH, &path, &headers, vec![b'a'; 10])
            .await;
        assert_eq!(answer.status.as_u16(), status, "{headers:?}");
        assert_eq!(offset(&unit, &id).await, "40");
    }
    let sum = format!("sha1 {}", STANDARD.encode(Sha1::digest([b'b'; 60])));
    let headers = [
        TUS,
        PIECE,
        ("upload-offset", "40"),
        ("upload-checksum", &sum),
    ];
    let answer = unit
        .ask(Method::PATCH, &path, &headers, vec![b'b'; 60])
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_too_large_or_empty_is_refused_at_once() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let large = create(&unit, "录像.zip", 501 * 1024 * 1024, "").await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        large.text.contains("有 501 MB，一个文件最大 500 MB"),
        "{}",
        large.text
    );
    let empty = create(&unit, "空.txt", 0, "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("是空文件"));
    let unnamed = create(&unit, "../", 10, "").await;
    assert!(unnamed.text.contains("文件没有名称"));
    for round in 0..4 {
        let answer = create(&unit, &format!("卷{round}.zip"), 500 * 1024 * 1024, "").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }
    let over = create(&unit, "卷五.zip", 500 * 1024 * 1024, "").await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.text.contains("尚未提交的文件有 4 个"), "{}", over.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_ended_and_is_nobody_elses() {
    let district = District::found().await;
    let (unit, other) = (
        district.token("jiedao").await,
        district.token("minzhengju").await,
    );
    let id = begun(&unit, "方案.txt", 100).await;
    let path = format!("/api/v1/uploads/{id}");
    assert_eq!(state(&other, &id).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        piece(&other, &id, 0, b"x").await.status,
        StatusCode::NOT_FOUND
    );
    let theft = other
        .ask(Method::DELETE, &path, &[TUS], Body::empty())
        .await;
    assert_eq!(theft.status, StatusCode::NOT_FOUND);
    let ended = unit.ask(Method::DELETE, &path, &[TUS], Body::empty()).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(state(&unit, &id).await.status, StatusCode::NOT_FOUND);
    assert_eq!(state(&unit, "no-id").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sends_only_with_its_forms_token() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let csrf = unit.get("/password").await.hidden("_csrf");
    let told = super::metadata("方案.txt", "");
    for (token, origin, status) in [
        ("", "", 403),
        ("0000", "", 403),
        (csrf.as_str(), "https://evil.example", 403),
        (csrf.as_str(), "", 201),
    ] {
        let mut headers = vec![
            TUS,
            ("upload-length", "5"),
            ("upload-metadata", told.as_str()),
        ];
        headers.extend(
            [("x-csrf-token", token)]
                .iter()
                .filter(|(_, token)| !token.is_empty()),
        );
        headers.extend(
            [("origin", origin)]
                .iter()
                .filter(|(_, origin)| !origin.is_empty()),
        );
        let answer = unit
            .ask(Method::POST, "/uploads", &headers, Body::empty())
            .await;
        assert_eq!(answer.status.as_u16(), status, "{token} {origin}");
    }
}
