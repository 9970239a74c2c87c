//! The layout of a rule file: facts, their bodies, and the role of each sign for the reader. It contains no
//! meanings and no rules of the grammar: code that formats a file only needs the possible line breaks and alignments.

use std::ops::Range;

/// A file without syntax errors.
#[derive(Debug, Default)]
pub struct Page {
    /// The declarations.
    pub facts: Vec<Fact>,
    /// The comments and empty lines after the last declaration.
    pub end: Before,
}

/// The comments and line breaks before a token, which have no meaning.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Comments, in order.
    pub comments: Vec<Remark>,
    /// Whether the token begins a line.
    pub new_line: bool,
    /// Whether an empty line is directly before the token.
    pub empty_line: bool,
}

/// A comment with its layout.
#[derive(Clone, Debug)]
pub struct Remark {
    /// From its first slash to the end of the line.
    pub text: String,
    /// Whether it has a line of its own.
    pub own_line: bool,
    /// Whether an empty line is directly before the comment.
    pub empty_line: bool,
}

/// A piece that ends with its line: a declaration, or a line of a body.
#[derive(Debug)]
pub struct Fact {
    /// The separator from the fact before it in its body.
    pub apart: Apart,
    /// Its signs and bodies, in order; at least one.
    pub parts: Vec<Part>,
}

/// The separator of two facts of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// No separator.
    Nothing,
    /// A comma, which a new line can replace.
    Comma,
    /// The end of a line.
    Line,
}

/// A part of a fact.
#[derive(Debug)]
pub enum Part {
    /// A sign, word, number or text.
    Token(Token),
    /// Facts in braces.
    Body(Body),
}

/// Facts in braces.
#[derive(Debug)]
pub struct Body {
    /// `{`
    pub open: Token,
    /// The facts between the braces.
    pub facts: Vec<Fact>,
    /// `}`
    pub close: Token,
}

/// The smallest piece of a rule file.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token as written, but with full-width signs in their plain form. Texts are unchanged.
    pub text: String,
    /// The kind of the token.
    pub kind: Kind,
    /// The role of the token in its fact.
    pub mark: Mark,
    /// Whether the token follows the token before it without a blank, as the bracket of a call does.
    pub tight_before: bool,
    /// Whether the next token follows without a blank, as after the sign of a number.
    pub tight_after: bool,
    /// The comments and line breaks before the token.
    pub before: Before,
    /// Its bytes in the file.
    pub place: Range<usize>,
}

impl Page {
    /// Calls a function with each token, in the order of the file.
    pub fn each_token(&mut self, mut to: impl FnMut(&mut Token)) {
        each_token(&mut self.facts, &mut to);
    }
}

fn each_token(facts: &mut [Fact], to: &mut impl FnMut(&mut Token)) {
    for part in facts.iter_mut().flat_map(|fact| &mut fact.parts) {
        match part {
            Part::Token(token) => to(token),
            Part::Body(body) => {
                to(&mut body.open);
                each_token(&mut body.facts, to);
                to(&mut body.close);
            }
        }
    }
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of the language.
    Word,
    /// A name of the author.
    Name,
    /// A number, date or ratio.
    Number,
    /// A text with its marks.
    Text,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A comma.
    Comma,
    /// Any other sign.
    Sign,
}

/// The role of a token in its fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// No special role.
    None,
    /// The weight before an indicator.
    Weight,
    /// `as` after the texts of a name.
    As,
    /// The label of a name.
    Label,
    /// The start of a definition: `:`, `->`, `=`, or a bound.
    Means,
    /// `and`, `or`
    Joins,
    /// The first word of clause and reason, after the thing that they belong to.
    Note,
    /// The second word of clause and reason, or a word of a note that is part of a fact.
    NextNote,
}
