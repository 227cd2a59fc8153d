//! The life cycle of a project, and the registers around it: commands, events,
//! state. `decide` says what a command leads to, `evolve` what an event makes of
//! the state. No clock, no randomness, no storage, no network: the time and the
//! seeds come in with the command; the law is asked of `tongchou_rules`.

mod actor;
mod acts;
mod aggregate;
mod chronicle;
mod decide;
mod draw;
mod event;
mod facts;
mod fields;
mod file;
mod foresee;
mod listing;
pub mod numbers;
mod options;
mod prefill;
mod preview;
mod proposals;
mod read;
mod recorded;
mod refusal;
pub mod registers;
mod risk;
pub mod secrecy;
mod situation;
pub mod state;
mod steps;
mod stored;

pub use actor::{Actor, Env};
pub use acts::*;
pub use aggregate::Aggregate;
pub use decide::{Decided, decide, may_view, replay};
pub use draw::{Redrawn, rank};
pub use event::{By, Event};
pub use facts::facts;
pub use fields::{ActSpec, FieldError, FieldKind, FieldSpec};
pub use file::{File, Filing, MOST_FILES, is_sm3};
pub use foresee::{Foreseen, foresee};
pub use listing::{Listing, duties, projection};
pub use options::options;
pub use prefill::{prefill, prefill_from_finding};
pub use preview::{Preview, brought_by, preview, preview_unsent};
pub use proposals::proposals;
pub use read::{field_fault, read_field};
pub use recorded::is_recorded;
pub use refusal::{Notice, Refusal, StateFinding};
pub use registers::Registers;
pub use risk::risk;
pub use situation::{Asking, Considered, Grounds, Situation, Standing, consider, may_by_standing};
pub use state::{Project, Stage};
pub use steps::{Misfit, audited, in_scope, tells_nothing_new};
pub use stored::{Stored, UnknownEvent};

/// What was typed for an act as it is read: one form for 100, 100.00 and １００.
pub fn clean(act: &str, typed: &serde_json::Value) -> Option<serde_json::Value> {
    read::read(act_spec(act)?, typed).ok()
}

impl Command {
    /// Reads what was typed for an act; every fault at once.
    pub fn parse(act: &str, typed: &serde_json::Value) -> Result<Self, Vec<FieldError>> {
        let Some(spec) = act_spec(act) else {
            return Err(vec![unknown_act(act)]);
        };
        let clean = read::read(spec, typed)?;
        // A clean reading that the command's type does not take is our own mistake.
        Self::typed(act, clean).map_err(|reason| {
            vec![FieldError {
                field: String::new(),
                label: "请求内容".to_owned(),
                message: format!("无法读取所填内容（{reason}）"),
                clause: None,
                withhold: false,
            }]
        })
    }

    /// Whether the form says that the project is a secret of state.
    pub fn declares_secret(&self) -> bool {
        match self {
            Self::RegisterProject(form) => form.state_secret,
            Self::ReviseDeclaration(form) => form.state_secret,
            Self::RecordEarlierProject(form) => form.declares_secret(),
            Self::CorrectEarlierProject(form) => form.declares_secret(),
            _ => false,
        }
    }
}

fn unknown_act(act: &str) -> FieldError {
    let shown: String = act.chars().take(40).collect();
    FieldError {
        field: "act".to_owned(),
        label: "办理事项".to_owned(),
        message: format!("没有名为“{shown}”的办理事项"),
        clause: None,
        withhold: false,
    }
}
