//! The experts' scores side by side: each aspect of article 14 with every expert's
//! score, the average and how far they lie apart. Only ever made of opinions that
//! are open.

use tongchou_project::Project;
use tongchou_project::state::ExpertOpinion;
use tongchou_rules::vocabulary::ASPECTS;

use crate::pages::words::of_form;

#[derive(Debug)]
pub struct Scores {
    pub experts: Vec<String>,
    pub rows: Vec<Row>,
    /// The average of all scores of each expert.
    pub averages: Vec<String>,
    /// What experts say of the whole: who, the conclusion, the opinion.
    pub whole: Vec<(String, String, String)>,
}

#[derive(Debug)]
pub struct Row {
    pub aspect: &'static str,
    pub scores: Vec<Option<i64>>,
    pub average: String,
    pub lowest: i64,
    pub highest: i64,
    pub spread: i64,
    pub said: Vec<Said>,
}

#[derive(Debug)]
pub struct Said {
    pub expert: String,
    pub score: i64,
    pub finding: String,
    pub advice: String,
}

impl Scores {
    pub fn of(project: &Project) -> Self {
        let opinions = &project.review.opinions;
        let average_of = |index: usize| {
            let given = opinions.get(index).map(|each| each.opinions.as_slice());
            let scores: Vec<i64> = given
                .unwrap_or_default()
                .iter()
                .map(|row| row.score)
                .collect();
            average(&scores)
        };
        Self {
            experts: opinions.iter().map(|each| each.by.name.clone()).collect(),
            rows: ASPECTS
                .words
                .iter()
                .map(|(aspect, label)| row(project, aspect, label))
                .collect(),
            averages: (0..opinions.len()).map(average_of).collect(),
            whole: opinions.iter().filter_map(on_the_whole).collect(),
        }
    }
}

fn on_the_whole(opinion: &ExpertOpinion) -> Option<(String, String, String)> {
    let word = opinion.conclusion.as_deref();
    let label = word.map(|word| of_form("give_expert_opinion", "conclusion", word));
    let summary = opinion.summary.clone();
    (label.is_some() || summary.is_some()).then(|| {
        let name = opinion.by.name.clone();
        (name, label.unwrap_or_default(), summary.unwrap_or_default())
    })
}

fn row(project: &Project, aspect: &str, label: &'static str) -> Row {
    let opinions = &project.review.opinions;
    let of = |each: &ExpertOpinion| {
        let mut rows = each.opinions.iter();
        rows.find(|row| row.aspect == aspect).cloned()
    };
    let scores: Vec<Option<i64>> = opinions
        .iter()
        .map(|each| of(each).map(|row| row.score))
        .collect();
    let given: Vec<i64> = scores.iter().flatten().copied().collect();
    let (lowest, highest) = (
        given.iter().copied().min().unwrap_or(0),
        given.iter().copied().max().unwrap_or(0),
    );
    let said = opinions.iter().filter_map(|each| {
        let row = of(each)?;
        Some(Said {
            expert: each.by.name.clone(),
            score: row.score,
            finding: row.finding,
            advice: row.advice.unwrap_or_default(),
        })
    });
    Row {
        aspect: label,
        average: average(&given),
        lowest,
        highest,
        spread: highest - lowest,
        said: said.collect(),
        scores,
    }
}

/// The mean with one decimal, rounded half up.
fn average(scores: &[i64]) -> String {
    let Ok(count @ 1..) = i64::try_from(scores.len()) else {
        return "—".to_owned();
    };
    let tenths = (scores.iter().sum::<i64>() * 10 + count / 2) / count;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    fn averages_have_one_decimal() {
        assert_eq!(average(&[86, 88, 84]), "86.0");
        assert_eq!(average(&[80, 81, 81]), "80.7");
        assert_eq!(average(&[]), "—");
    }
}
