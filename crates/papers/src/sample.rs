//! The samples that templates carry, so that a changed one can be looked at
//! before anyone needs it.

use jiff::civil::Date;

use crate::template::{Sort, Template, Variable};
use crate::{Value, Values};

/// All samples of a template.
pub(crate) fn values(template: &Template) -> Values {
    template
        .variables
        .iter()
        .fold(Values::new(), |values, variable| match value(variable) {
            Some(sample) => values.with(&variable.name, sample),
            None => values,
        })
}

/// The sample of one variable, if it is of the variable's sort.
pub(crate) fn value(variable: &Variable) -> Option<Value> {
    if variable.sort != Sort::Rows {
        return plain(variable.sort, &variable.sample);
    }
    let rows = variable.sample.as_array()?.iter().map(|row| {
        let row = row.as_table()?;
        variable
            .columns
            .iter()
            .try_fold(Values::new(), |values, column| {
                match row.get(&column.name) {
                    None => Some(values),
                    Some(cell) => Some(values.with(&column.name, plain(column.sort, cell)?)),
                }
            })
    });
    Some(Value::Rows(rows.collect::<Option<_>>()?))
}

fn plain(sort: Sort, sample: &toml::Value) -> Option<Value> {
    Some(match sort {
        Sort::Text | Sort::Prose => Value::Text(sample.as_str()?.to_owned()),
        Sort::Date => Value::Date(sample.as_str()?.parse::<Date>().ok()?),
        Sort::Amount => Value::Amount(sample.as_integer()?),
        Sort::Count => Value::Count(sample.as_integer()?),
        Sort::Texts | Sort::Choice => {
            let texts = sample
                .as_array()?
                .iter()
                .map(|text| text.as_str().map(str::to_owned));
            Value::Texts(texts.collect::<Option<_>>()?)
        }
        Sort::Rows => return None,
    })
}
