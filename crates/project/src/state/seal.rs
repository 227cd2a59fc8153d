//! What of the experts' review may be seen, and by whom: scores are given
//! independently (article 14), so nobody reads one before all are in or the review
//! is concluded, and the names stay with those who run the review until then.

use super::{Candidate, Member, Project};

/// How someone stands to a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer<'a> {
    pub person: &'a str,
    /// Whether the person runs the review and so knows who was drawn.
    pub runs_review: bool,
}

impl Project {
    /// The members whose opinion is still to come: who declined gives none.
    pub fn opinions_awaited(&self) -> Vec<&Member> {
        self.without_opinion(false)
    }

    /// The members who declined and are to be replaced.
    pub fn to_be_replaced(&self) -> Vec<&Member> {
        self.without_opinion(true)
    }

    fn without_opinion(&self, declined: bool) -> Vec<&Member> {
        let members = self.review.panel.iter().flat_map(|panel| &panel.members);
        let lacking = members.filter(|member| !self.opinion_given(&member.person));
        let stays_away = |member: &&Member| self.review.declined_by(&member.expert).is_some();
        lacking
            .filter(|member| stays_away(member) == declined)
            .collect()
    }

    pub fn opinion_given(&self, person: &str) -> bool {
        let mut opinions = self.review.opinions.iter();
        opinions.any(|opinion| opinion.by.person == person)
    }

    pub fn on_panel(&self, person: &str) -> bool {
        self.review.invites(person)
    }

    /// Whether what the experts wrote may be read: all of it is in, also of those who
    /// replace a member that declined, or the review is concluded.
    pub fn opinions_open(&self) -> bool {
        let mut members = self.review.panel.iter().flat_map(|panel| &panel.members);
        let all_in = members.all(|member| self.opinion_given(&member.person));
        self.review.experts.is_some() || (self.review.panel.is_some() && all_in)
    }

    /// Whether the experts' names may be seen.
    pub fn panel_open_to(&self, viewer: Viewer) -> bool {
        viewer.runs_review || self.review.experts.is_some() || self.on_panel(viewer.person)
    }

    /// Whether the scores may be seen: before the conclusion by those alone who
    /// run the review and those who gave them.
    pub fn opinions_open_to(&self, viewer: Viewer) -> bool {
        self.opinions_open() && self.panel_open_to(viewer)
    }

    /// The state without what the viewer may not see of the review. Nobody is
    /// shown the accounts that experts sign in with.
    #[must_use]
    pub fn sealed_for(mut self, viewer: Viewer) -> Self {
        let (names, scores) = (self.panel_open_to(viewer), self.opinions_open_to(viewer));
        let review = &mut self.review;
        if !scores {
            let own = |person: &str| person == viewer.person;
            review.opinions.retain(|opinion| own(&opinion.by.person));
        }
        let panels = review.panel.iter_mut().chain(&mut review.earlier_panels);
        for panel in panels {
            if !names {
                panel.members.clear();
                panel.pool.clear();
                panel.seed.clear();
            }
            let members = panel.members.iter_mut();
            members.for_each(|member| member.person.clear());
            if !viewer.runs_review {
                panel
                    .pool
                    .iter_mut()
                    .for_each(Candidate::forget_why_declined);
            }
        }
        // why somebody stays away is for those alone who run the review
        if !viewer.runs_review {
            review.declined.clear();
            self.recused.clear();
        }
        let opinions = review.opinions.iter_mut();
        opinions.for_each(|opinion| opinion.by.person.clear());
        self
    }
}
