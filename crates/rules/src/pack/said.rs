//! What is said the same in every verdict under one measure: made once, shared.

use std::sync::Arc;

use crate::article;
use crate::clause::Clause;
use crate::measure::{Measure, Question};
use crate::render;
use crate::verdict::{OpenQuestion, Seen};

/// What a clause says with the limits filled in, and the limits it looks at.
#[derive(Debug)]
pub(crate) struct Said {
    pub says: Arc<str>,
    pub remedy: Arc<str>,
    pub limits: Arc<[Seen]>,
}

impl Said {
    pub(super) fn of(clause: &Clause, measure: &Measure) -> Said {
        Said {
            says: render::with_limits(&clause.says, measure).into(),
            remedy: render::with_limits(&clause.remedy, measure).into(),
            limits: render::limits_seen(clause, measure),
        }
    }
}

pub(super) fn open_question(question: &Question) -> Arc<OpenQuestion> {
    let readings = question.readings.iter();
    Arc::new(OpenQuestion {
        id: question.id.clone(),
        article: question.article.clone(),
        article_text: article::in_words(&question.article).unwrap_or_default(),
        asks: question.asks.clone(),
        chosen: question.chosen.clone(),
        readings: readings
            .map(|reading| (reading.id.clone(), reading.says.clone()))
            .collect(),
    })
}
