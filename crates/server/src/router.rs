//! Every route of the server, in one place. What a route asks of whom is in the
//! types its handler takes: `SignedIn`, `Posted` (with the form's token), `Api`
//! (with a token), or none for what is open to all.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::api;
use crate::files::{show, tus};
use crate::pages::acts::{draft, preview};
use crate::pages::{
    acts, appraisal, archive, archive_packages, assets, burden, channels, decisions, declaration,
    desks, dossier, drafts, duplicates, duties, exports, findings, home, imports, invitations,
    kept, laboratory, letters, log, manual, map, meetings, notices, operations, opinion, overview,
    panel, papers, password, people, project, projects, public, registers, regulation, replay,
    review, reviews, search, settings, sign_in, simulator, verification, views,
};
use crate::web::{Failure, LARGEST_BODY, Web, compression, failure, headers, origin};

/// Longer than any honest request takes.
const PATIENCE: Duration = Duration::from_mins(1);

pub fn router(web: Web) -> Router {
    Router::new()
        .merge(
            pages()
                .method_not_allowed_fallback(|| async { Failure::OnlySent })
                .layer(middleware::from_fn(origin::check)),
        )
        .nest("/api/v1", api_routes())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PATIENCE,
        ))
        .merge(files_routes().layer(middleware::from_fn(origin::check)))
        .nest("/api/v1", api_uploads())
        .fallback(|| async { Failure::NotFound })
        .layer(middleware::from_fn_with_state(web.clone(), failure::framed))
        .layer(CatchPanicLayer::custom(|_| {
            Failure::Fault(anyhow::anyhow!("a handler panicked")).into_response()
        }))
        .layer(compression::layer())
        .layer(middleware::from_fn(compression::only_for_own_pages))
        .layer(middleware::from_fn(headers::secure))
        .layer(TraceLayer::new_for_http())
        .with_state(web)
}

fn pages() -> Router<Web> {
    Router::new()
        .route("/", get(home::show))
        .route("/assets/{name}", get(assets::show))
        .route("/sign_in", get(sign_in::new).post(sign_in::create))
        .route("/sign_out", post(sign_in::end))
        .route("/password", get(password::new).post(password::create))
        .route("/search", get(search::show))
        .route("/simulator", get(simulator::show))
        .route("/projects", get(projects::index))
        .route("/projects/{id}", get(project::show))
        .route("/projects/{id}/sections/{section}", get(project::section))
        .route("/projects/{id}/declaration", get(declaration::show))
        .route(
            "/projects/{id}/duplicates",
            get(duplicates::show).post(duplicates::create),
        )
        .route("/projects/{id}/papers", get(papers::index))
        .route("/projects/{id}/papers/{paper}", get(papers::letter))
        .route("/projects/{id}/forms/{form}", get(papers::form))
        .route("/projects/{id}/archive", get(archive::show))
        .route("/projects/{id}/archive/package", get(archive::package))
        .route(
            "/registers/{kind}/{id}/papers/{paper}",
            get(papers::of_register),
        )
        .route("/overview", get(overview::show))
        .route("/burden", get(burden::show))
        .route("/laboratory", get(laboratory::show))
        .route("/desks", get(desks::index))
        .route("/desks/{desk}", get(desks::show))
        .route("/desks/{desk}/export", get(desks::export))
        .merge(review_pages())
        .route("/registers/{kind}", get(registers::index))
        .route("/registers/{kind}/{id}", get(registers::show))
        .route("/exports/{list}", get(exports::show))
        .route("/map", get(map::show))
        .route("/duties", get(duties::show))
        .route("/duties/feed", post(duties::feed::create))
        .route("/duties/feed/removed", post(duties::feed::remove))
        .merge(notice_pages())
        .route("/feeds/{token}", get(duties::feed::show))
        .route("/exports/oc4ids.json", get(exports::open_data))
        .merge(sheets())
        .route("/views/{list}", post(views::create))
        .route("/views/{list}/removed", post(views::remove))
        .merge(forms())
        .route("/drafts", get(drafts::index))
        .route("/manual", get(manual::index))
        .route("/manual/{page}", get(manual::show))
        .route("/manual/pictures/{name}", get(manual::picture))
        .route("/drafts/{desk}/{about}", post(kept::create))
        .route("/drafts/{desk}/{about}/discard", post(kept::discard))
        .merge(public_pages())
        .merge(regulation_pages())
        .merge(administration())
}

/// What everybody may read, signed in or not.
fn public_pages() -> Router<Web> {
    Router::new()
        .route("/public/notices", get(public::notices))
        .route("/public/letters", get(verification::new))
        .route("/public/letters/{number}", get(verification::show))
        .route(
            "/public/letters/{number}/paper.pdf",
            get(verification::paper),
        )
        .route("/log", get(log::show))
        .route("/log/checkpoint", get(log::checkpoint))
}

/// What one is told, and how it goes out of the application.
fn notice_pages() -> Router<Web> {
    Router::new()
        .route("/notices", get(notices::index))
        .route("/notices/read", post(notices::read))
        .route("/operations", get(operations::index))
        .route("/operations/deliveries", post(operations::retry))
        .route(
            "/notices/settings",
            get(channels::show).post(channels::create),
        )
        .route("/notices/settings/code", post(channels::confirm))
        .route("/notices/settings/test", post(channels::test))
}

/// Sheets that come in.
fn sheets() -> Router<Web> {
    Router::new()
        .route("/imports", get(imports::index))
        .route("/imports/{kind}", get(imports::new).post(imports::create))
        .route("/imports/{kind}/template", get(imports::template))
        .route("/imports/{kind}/returned/{sm3}", get(imports::returned))
}

fn regulation_pages() -> Router<Web> {
    Router::new()
        .route("/regulation", get(regulation::index))
        .route(
            "/regulation/texts",
            get(regulation::texts).post(regulation::import),
        )
        .route("/regulation/texts/{version}", get(regulation::text))
        .route("/regulation/{article}", get(regulation::article))
        .route("/regulation/{article}/projects", get(regulation::projects))
        .route("/settings", get(settings::index))
        .route(
            "/settings/{key}",
            get(settings::show).post(settings::try_out),
        )
}

fn administration() -> Router<Web> {
    Router::new()
        .route("/people", get(people::index))
        .route("/people/notes", get(people::notes::index))
        .route(
            "/people/bodies",
            get(people::body_list::index).post(people::bodies::create),
        )
        .route("/people/bodies/new", get(people::bodies::new))
        .route("/people/bodies/{id}", get(people::bodies::show))
        .route(
            "/people/bodies/{id}/capacities",
            post(people::bodies::grant),
        )
        .route("/people/bodies/{id}/name", post(people::bodies::rename))
        .route("/people/bodies/{id}/leader", post(people::bodies::lead))
        .route("/people/accounts", post(people::accounts::create))
        .route("/people/accounts/new", get(people::accounts::new))
        .route("/people/accounts/{name}", get(people::accounts::show))
        .route(
            "/people/accounts/{name}/capacities",
            post(people::capacities::create),
        )
        .route(
            "/people/accounts/{name}/display_name",
            post(people::accounts::rename),
        )
        .route(
            "/people/accounts/{name}/password",
            post(people::accounts::set_password),
        )
        .route(
            "/people/accounts/{name}/disabled",
            post(people::accounts::disable),
        )
        .route(
            "/people/accounts/{name}/sessions",
            post(people::sign_ins::end),
        )
        .route(
            "/people/accounts/{name}/unlocks",
            post(people::sign_ins::unlock),
        )
}

/// What may take long, piece by piece: no deadline for the whole, one for
/// silence (`files::receive`), and no limit but that of a file.
fn files_routes() -> Router<Web> {
    Router::new()
        .route("/uploads", post(tus::create).options(tus::options))
        .route(
            "/uploads/{id}",
            get(tus::show)
                .head(tus::offset)
                .patch(tus::receive)
                .delete(tus::end),
        )
        .route(
            "/archive_packages",
            get(archive_packages::new).post(archive_packages::create),
        )
        .route("/files/{sm3}", get(show::download))
        .route("/files/{sm3}/preview", get(show::preview))
}

/// The review of a project, from the preliminary review to the letter.
fn review_pages() -> Router<Web> {
    Router::new()
        .route("/appraisal", get(appraisal::show))
        .route("/findings", get(findings::show))
        .route("/reviews", get(reviews::index))
        .route(
            "/registers/{kind}/{id}/conclusions",
            post(meetings::conclude),
        )
        .route("/decisions", get(decisions::index).post(decisions::create))
        .route("/letters", get(letters::index))
        .route("/projects/{id}/letter", get(letters::show))
        .route(
            "/projects/{id}/letter/new",
            get(letters::new).post(letters::create),
        )
        .route(
            "/projects/{id}/review",
            get(review::show).post(review::create),
        )
        .route("/projects/{id}/submissions", get(review::comparison::show))
        .route("/projects/{id}/replay", get(replay::show))
        .route("/projects/{id}/dossier", get(dossier::show))
        .route("/projects/{id}/panel", get(panel::show))
        .route(
            "/projects/{id}/panel/invitations",
            post(panel::invitations::create),
        )
        .route(
            "/projects/{id}/panel/invitations/{invitation}/revoked",
            post(panel::invitations::revoke),
        )
        .route(
            "/projects/{id}/opinion",
            get(opinion::new).post(opinion::create),
        )
        .route(
            "/invitations/{token}",
            get(invitations::show).post(invitations::create),
        )
        .route("/invitations/{token}/declined", post(invitations::decline))
        .route("/invitations/{token}/draft", post(invitations::draft))
        .route(
            "/invitations/{token}/draft/discard",
            post(invitations::discard_draft),
        )
        .route("/invitations/{token}/files/{sm3}", get(invitations::file))
        .route(
            "/invitations/{token}/opinion",
            get(invitations::opinion).post(invitations::give_opinion),
        )
}

/// Every act has a form, and every form its draft and its preview.
fn forms() -> Router<Web> {
    Router::new()
        .route("/projects/new", get(acts::new).post(acts::create))
        .route("/projects/new/draft", post(draft::create))
        .route("/projects/new/draft/discard", post(draft::discard))
        .route("/projects/new/preview", post(preview::create))
        .route(
            "/projects/{id}/acts/{act}",
            get(acts::new).post(acts::create),
        )
        .route("/projects/{id}/acts/{act}/draft", post(draft::create))
        .route(
            "/projects/{id}/acts/{act}/draft/discard",
            post(draft::discard),
        )
        .route("/projects/{id}/acts/{act}/preview", post(preview::create))
        .route("/registers/{kind}/new", get(acts::new).post(acts::create))
        .route("/registers/{kind}/new/draft", post(draft::create))
        .route("/registers/{kind}/new/draft/discard", post(draft::discard))
        .route("/registers/{kind}/new/preview", post(preview::create))
        .route(
            "/registers/{kind}/{id}/acts/{act}",
            get(acts::new).post(acts::create),
        )
        .route(
            "/registers/{kind}/{id}/acts/{act}/draft",
            post(draft::create),
        )
        .route(
            "/registers/{kind}/{id}/acts/{act}/draft/discard",
            post(draft::discard),
        )
        .route(
            "/registers/{kind}/{id}/acts/{act}/preview",
            post(preview::create),
        )
}

fn api_routes() -> Router<Web> {
    Router::new()
        .route(
            "/sessions",
            post(api::sessions::create).delete(api::sessions::end),
        )
        .route("/check", post(api::check::create))
        .route("/openapi.json", get(api::openapi::show))
        .route("/acts", get(api::acts::index))
        .route(
            "/projects",
            get(api::projects::index).post(api::acts::create_project),
        )
        .route("/projects/earlier", post(api::acts::create_earlier_project))
        .route("/projects/options", get(api::options::new_project))
        .route("/projects/{id}", get(api::projects::show))
        .route("/projects/{id}/acts", get(api::projects::acts))
        .route(
            "/projects/{id}/duplicates",
            get(api::duplicates::show).post(api::duplicates::create),
        )
        .route("/projects/{id}/papers", get(api::papers::index))
        .route("/projects/{id}/papers/{paper}", get(api::papers::letter))
        .route("/projects/{id}/forms/{form}", get(api::papers::form))
        .route("/projects/{id}/acts/{act}", post(api::acts::on_project))
        .route(
            "/projects/{id}/acts/{act}/options",
            get(api::options::on_project),
        )
        .route(
            "/registers/{kind}",
            get(api::registers::index).post(api::acts::create_register),
        )
        .route("/registers/{kind}/options", get(api::options::new_register))
        .route("/registers/{kind}/{id}", get(api::registers::show))
        .route(
            "/registers/{kind}/{id}/acts/{act}",
            post(api::acts::on_register),
        )
        .route(
            "/registers/{kind}/{id}/acts/{act}/options",
            get(api::options::on_register),
        )
        .route("/log/checkpoint", get(api::log::checkpoint))
        .route("/log/proof/{position}", get(api::log::proof))
        .fallback(|| async { api::ApiFailure::not_found() })
        .method_not_allowed_fallback(|| async { api::ApiFailure::no_such_method() })
        .layer(CatchPanicLayer::custom(|_| {
            api::ApiFailure::from(anyhow::anyhow!("a handler panicked")).into_response()
        }))
}

/// The same for programs.
fn api_uploads() -> Router<Web> {
    Router::new()
        .route("/uploads", post(tus::create).options(tus::options))
        .route(
            "/uploads/{id}",
            get(tus::show)
                .head(tus::offset)
                .patch(tus::receive)
                .delete(tus::end),
        )
        .route("/files/{sm3}", get(show::download_for_program))
}
