//! The letters that a history tells of, each fixed by its event: what stands in it
//! is how things stood then, whatever happened since.

use jiff::civil::Date;
use sm3::{Digest, Sm3};
use tongchou_papers::{Head, Kind, Paper, Proof, Values};
use tongchou_project::{Aggregate, By, Event, Happened, Project, Registers};
use tongchou_store::StoredEvent;

use super::{Printing, letters, receipts, registers, supervision};
use crate::app::World;
use crate::app::projections::fold;
use crate::archive;
use crate::clock;
use crate::web::Failure;

/// A letter that can be had.
#[derive(Debug, Clone)]
pub struct Letter {
    pub kind: Kind,
    /// The event it tells of, in its stream and in the log.
    pub sequence: u64,
    pub position: u64,
    pub number: Option<String>,
    pub on: Date,
    pub by: By,
    /// What happened, in a sentence.
    pub says: String,
}

/// To whom a letter proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// Who knows its number.
    Number,
    /// Who holds it: the number and its fingerprint.
    Held,
    /// Nobody outside.
    Never,
}

impl Letter {
    /// Its name in addresses.
    pub fn key(&self) -> String {
        format!("{}-{}", self.kind, self.sequence)
    }

    pub fn openness(&self) -> Openness {
        openness(self.kind)
    }

    /// The body it is from: a receipt is the receiving organ's, not that of who filed.
    pub fn issuer(&self, registers: &Registers) -> String {
        match self.kind {
            Kind::ChangeReceipt | Kind::MaintenanceReceipt | Kind::DesignReceipt => {
                registers.organ("bureau")
            }
            Kind::CryptographyReceipt => registers.organ("cryptography"),
            _ => self.by.body_name.clone(),
        }
    }
}

/// What says nothing against anybody can be looked up by its number alone.
pub fn openness(kind: Kind) -> Openness {
    match kind {
        Kind::OpinionLetter
        | Kind::ChangeReceipt
        | Kind::MaintenanceReceipt
        | Kind::DesignReceipt
        | Kind::CryptographyReceipt
        | Kind::AcceptanceReply => Openness::Number,
        Kind::RectificationNotice
        | Kind::ReturnNotice
        | Kind::SuspensionNotice
        | Kind::Circular => Openness::Held,
        _ => Openness::Never,
    }
}

/// A history as its reader may see it.
#[derive(Debug)]
pub struct History<'a> {
    stored: &'a [StoredEvent],
    /// Whether the reader may view referrals.
    referrals: bool,
}

/// An event that a letter tells of, with what stood around it.
pub(super) struct Told<'a> {
    pub event: &'a Event,
    pub before: &'a Aggregate,
    pub after: &'a Aggregate,
    pub world: &'a World,
    /// The law of the day.
    pub law: &'a tongchou_rules::Regulation,
    /// The names of materials, and the like, are the law's.
    pub number: Option<String>,
}

impl Told<'_> {
    pub fn project(&self) -> Result<&Project, Failure> {
        self.before.project().ok_or(Failure::NotFound)
    }

    /// The name of the organ that a receipt is from, by its capacity.
    pub fn organ(&self, capacity: &str) -> String {
        self.world.registers.organ(capacity)
    }

    /// The head of a letter to a project's unit.
    pub fn to_unit(&self) -> Result<Head, Failure> {
        Ok(Head {
            recipient: Some(self.project()?.unit_name.clone()),
            ..self.head()
        })
    }

    pub fn head(&self) -> Head {
        Head {
            organ: self.event.by.body_name.clone(),
            number: self.number.clone(),
            date: Some(self.event.on),
            ..Head::default()
        }
    }

    /// The number as a receipt says it in its text.
    pub fn said_number(&self) -> String {
        let number = self.number.clone();
        number.unwrap_or_else(|| "（未编号）".to_owned())
    }

    /// Who handled it.
    pub fn contact(&self) -> String {
        self.event.by.name.clone()
    }
}

impl<'a> History<'a> {
    pub fn of(stored: &'a [StoredEvent], referrals: bool) -> Self {
        Self { stored, referrals }
    }

    /// Every letter, the latest first.
    pub fn letters(&self) -> Vec<Letter> {
        let letters = self.stored.iter().rev();
        letters.filter_map(|stored| self.letter(stored)).collect()
    }

    fn letter(&self, stored: &StoredEvent) -> Option<Letter> {
        // most events lead to no letter: they need not be read
        let event = read(stored)?;
        let kind = kind(&event)?;
        if kind == Kind::ReferralLetter && !self.referrals {
            return None;
        }
        Some(Letter {
            kind,
            sequence: stored.sequence,
            position: stored.position,
            number: number(&event),
            on: event.on,
            says: event.describe(),
            by: event.by,
        })
    }

    /// The letter of that name in addresses.
    pub fn find(&self, key: &str) -> Option<(Letter, &'a StoredEvent)> {
        let (_, sequence) = key.rsplit_once('-')?;
        let sequence: u64 = sequence.parse().ok()?;
        let mut events = self.stored.iter();
        let stored = events.find(|stored| stored.sequence == sequence)?;
        let letter = self.letter(stored)?;
        (letter.key() == key).then_some((letter, stored))
    }

    /// The letter as it was on the day of its event.
    pub fn paper(
        &self,
        printing: &Printing,
        (letter, stored): (&Letter, &StoredEvent),
        world: &World,
        law: &tongchou_rules::Regulation,
    ) -> Result<Paper, Failure> {
        let event = read(stored).ok_or(Failure::NotFound)?;
        let mut earlier = self.stored.iter();
        let place = earlier.position(|other| other.sequence == letter.sequence);
        let place = place.ok_or(Failure::NotFound)?;
        let until = |end: usize| self.stored.get(..end).unwrap_or_default();
        let broken = |error: String| Failure::Fault(anyhow::anyhow!(error));
        let before = match place {
            0 => fold(None, until(1)),
            _ => fold(None, until(place)),
        };
        let before = before.map_err(broken)?;
        let after = fold(None, until(place + 1)).map_err(broken)?;
        let told = Told {
            event: &event,
            before: &before,
            after: &after,
            world,
            law,
            number: letter.number.clone(),
        };
        let (head, values) = fill(&told)?;
        let head = Head {
            proof: proof(printing, letter, stored),
            ..head
        };
        printing.fill(letter.kind, &head, &values)
    }
}

pub(super) fn read(stored: &StoredEvent) -> Option<Event> {
    if !LEAD_TO_LETTERS.contains(&stored.event.kind.as_str()) {
        return None;
    }
    let event = &stored.event;
    Event::from_stored(&event.kind, event.version, event.data.clone()).ok()
}

const LEAD_TO_LETTERS: [&str; 18] = [
    "opinion_letter_issued",
    "change_filed",
    "operation_plan_filed",
    "cryptography_report_filed",
    "rectification_ordered",
    "acceptance_application_decided",
    "declaration_endorsed",
    "preliminary_review_concluded",
    "expert_review_concluded",
    "consultation_concluded",
    "project_decided",
    "payment_suspended",
    "measure_imposed",
    "expert_opinion_given",
    "lead_referred",
    "design_filed",
    "agency_named",
    "minutes_recorded",
];

/// What kind of letter tells of an event, if any does.
fn kind(event: &Event) -> Option<Kind> {
    use Happened as H;
    let returned = |outcome: &str| (outcome == "return").then_some(Kind::ReturnNotice);
    match &event.what {
        H::OpinionLetterIssued(_) => Some(Kind::OpinionLetter),
        H::ChangeFiled(_) => Some(Kind::ChangeReceipt),
        H::OperationPlanFiled(_) => Some(Kind::MaintenanceReceipt),
        H::CryptographyReportFiled(_) => Some(Kind::CryptographyReceipt),
        H::RectificationOrdered(_) => Some(Kind::RectificationNotice),
        H::AcceptanceApplicationDecided(form) if form.outcome == "pass" => {
            Some(Kind::AcceptanceReply)
        }
        H::AcceptanceApplicationDecided(form) => returned(&form.outcome),
        H::DeclarationEndorsed(form) => returned(&form.outcome),
        H::PreliminaryReviewConcluded(form) => returned(&form.outcome),
        H::ExpertReviewConcluded(form) => returned(&form.outcome),
        H::ConsultationConcluded(form) => returned(&form.outcome),
        H::ProjectDecided(form) => returned(&form.outcome),
        H::PaymentSuspended(_) => Some(Kind::SuspensionNotice),
        H::MeasureImposed(form) => (form.measure == "criticism").then_some(Kind::Circular),
        // sealed ones come without their content
        H::ExpertOpinionGiven(form) => (!form.opinions.is_empty()).then_some(Kind::ExpertOpinion),
        H::LeadReferred(_) => Some(Kind::ReferralLetter),
        H::DesignFiled(_) => Some(Kind::DesignReceipt),
        H::AgencyNamed(_) => Some(Kind::Circular),
        H::MinutesRecorded(_) => Some(Kind::MeetingMinutes),
        _ => None,
    }
}

pub(super) fn number(event: &Event) -> Option<String> {
    match &event.what {
        Happened::OpinionLetterIssued(form) => form.number.clone(),
        other => other.issued_number().map(ToOwned::to_owned),
    }
}

fn fill(told: &Told<'_>) -> Result<(Head, Values), Failure> {
    use Happened as H;
    match &told.event.what {
        H::OpinionLetterIssued(form) => letters::opinion_letter(told, form),
        H::ChangeFiled(form) => receipts::change(told, form),
        H::OperationPlanFiled(form) => receipts::operation_plan(told, form),
        H::CryptographyReportFiled(form) => receipts::cryptography_report(told, form),
        H::RectificationOrdered(form) => supervision::rectification(told, form),
        H::AcceptanceApplicationDecided(form) if form.outcome == "pass" => {
            letters::acceptance_reply(told, form)
        }
        H::AcceptanceApplicationDecided(form) => letters::return_notice(told, &form.opinion, &[]),
        H::DeclarationEndorsed(form) => letters::return_notice(told, &form.opinion, &[]),
        H::PreliminaryReviewConcluded(form) => {
            letters::return_notice(told, &form.opinion, &form.defects)
        }
        H::ExpertReviewConcluded(form) => letters::return_notice(told, &form.opinion, &[]),
        H::ConsultationConcluded(form) => letters::return_notice(told, &form.opinion, &[]),
        H::ProjectDecided(form) => letters::return_notice(told, &form.opinion, &[]),
        H::PaymentSuspended(form) => supervision::suspension(told, form),
        H::MeasureImposed(form) => supervision::circular(told, form),
        H::ExpertOpinionGiven(form) => letters::expert_opinion(told, form),
        H::LeadReferred(form) => supervision::referral(told, form),
        H::DesignFiled(_) => registers::design(told),
        H::AgencyNamed(form) => registers::circular(told, form),
        _ => Err(Failure::NotFound),
    }
}

/// SM3 of the event's canonical text. Who has not seen the event cannot tell it:
/// the log's leaves, which anybody may ask for, are digests of other bytes.
pub fn fingerprint(stored: &StoredEvent) -> Result<String, Failure> {
    let text = archive::event_text(stored)?;
    Ok(clock::hex(&Sm3::digest(text.as_bytes())))
}

/// How its holder checks it. The address has a part of the fingerprint: who comes
/// by it holds the letter.
pub(super) fn proof(printing: &Printing, letter: &Letter, stored: &StoredEvent) -> Option<Proof> {
    let number = letter.number.clone()?;
    let fingerprint = fingerprint(stored).ok()?;
    let held = match letter.openness() {
        Openness::Never => return None,
        Openness::Number | Openness::Held => fingerprint.get(..HELD)?,
    };
    let address = printing.address();
    Some(Proof {
        link: format!("{address}/public/letters/{number}?held={held}"),
        number,
        fingerprint: Some(fingerprint),
    })
}

/// As much of a fingerprint as nobody guesses.
pub const HELD: usize = 20;
