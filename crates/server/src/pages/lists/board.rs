//! A list whose rows are no records of their own: duties, findings, the lines of
//! a desk. Whoever makes the rows gives a cell for every column; the board
//! sorts them, cuts them into pages and keeps the columns that are wanted.

use std::ops::Range;

use axum::response::Response;

use super::table::{self, Empty, Table};
use super::{Filter, Head, Shape, Value, Wanted};
use crate::forms::Pairs;
use crate::pages::exports;
use crate::pages::sheet::Cell;
use crate::web::{Failure, SignedIn, Web};

#[derive(Debug)]
pub struct Board {
    pub shape: Shape,
    pub filters: Vec<Filter>,
    pub wanted: Wanted,
}

impl Board {
    pub fn read(shape: Shape, filters: Vec<Filter>, pairs: &Pairs) -> Self {
        Self {
            wanted: Wanted::read(pairs, &shape.heads, &filters),
            shape,
            filters,
        }
    }

    /// In the order asked for; where none is, in that they come in.
    pub fn sorted<T>(&self, rows: Vec<T>, of: impl Fn(&T, &str) -> Value) -> Vec<T> {
        match self.wanted.sort {
            "" => rows,
            key => super::value::sort(rows, self.wanted.descending, |row| of(row, key)),
        }
    }

    /// The rows of the page asked for, of so many.
    pub fn cut(&self, total: usize) -> Range<usize> {
        table::cut(&self.wanted, total)
    }

    /// As a page shows it: one page's rows, a cell a column of the shape.
    pub async fn table(
        self,
        web: &Web,
        user: &SignedIn,
        total: usize,
        rows: Vec<Vec<Cell>>,
        empty: Empty,
    ) -> Result<Table, Failure> {
        let stands = self.wanted.stands(&self.shape.heads);
        let rows = rows.into_iter().map(|cells| kept(&stands, cells)).collect();
        let csrf = user.session.csrf.clone();
        let table = table::lay_out(
            self.shape,
            &self.wanted,
            &self.filters,
            (total, rows),
            csrf,
            empty,
        );
        table.with_views(web, user).await
    }

    /// As a workbook: the columns chosen, or else every one there is.
    pub async fn workbook(self, web: &Web, rows: Vec<Vec<Value>>) -> Result<Response, Failure> {
        let stands = if self.wanted.columns.is_empty() {
            vec![true; self.shape.heads.len()]
        } else {
            self.wanted.stands(&self.shape.heads)
        };
        let labels = self.shape.heads.iter().map(|head| head.label).collect();
        let heads = kept(&stands, labels);
        let rows = rows.into_iter().map(|row| kept(&stands, row)).collect();
        let name = self.shape.name.to_owned();
        exports::table(web, name, &self.shape.key, heads, rows).await
    }
}

/// What a column is sorted by: what stands in it, of the cells below some heads.
pub fn standing_in(heads: &[Head], cells: &[Cell], key: &str) -> Value {
    let place = heads.iter().position(|head| head.key == key);
    let cell = place.and_then(|place| cells.get(place));
    cell.cloned().map_or(Value::Nothing, Value::from)
}

fn kept<T>(stands: &[bool], cells: Vec<T>) -> Vec<T> {
    let cells = cells.into_iter().zip(stands);
    cells
        .filter_map(|(cell, stands)| stands.then_some(cell))
        .collect()
}
