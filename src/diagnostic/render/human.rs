//! Findings for people, drawn by miette. No other file uses miette.

use super::{severity_word, short};
use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::source::{FileId, SourceFile, SourceSet, Span};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};
use std::fmt;

/// The width is the same for everybody, so that a recorded message stays the same.
const WIDTH: usize = 100;

/// All findings, with an empty line between each two.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &SourceSet, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_urls(false).without_syntax_highlighting();
    if diagnostics.is_empty() {
        return String::new();
    }
    let sheets: Vec<Sheet> = sources.iter().map(Sheet::new).collect();
    let drawn: Vec<String> = diagnostics.iter().map(|d| draw(d, sources, &sheets, &handler)).collect();
    drawn.join("\n")
}

/// Lines with more bytes are not drawn: a terminal would wrap them, and the underlines would not be below their places.
const LONG: usize = 1000;

fn draw(diagnostic: &Diagnostic, sources: &SourceSet, sheets: &[Sheet], handler: &GraphicalReportHandler) -> String {
    let is_long = |span: Span| sheets.iter().any(|sheet| sheet.id == span.file && sheet.longest_line(span) > LONG);
    if diagnostic.labels.iter().any(|label| is_long(label.span)) {
        return short::line(diagnostic, sources) + "\n";
    }
    let shown = Shown { diagnostic, desk: Desk::new(diagnostic, sheets) };
    let mut text = String::new();
    match handler.render_report(&mut text, &shown) {
        Ok(()) => text,
        // Drawing fails only for a span outside of its file. The finding must be shown all the same.
        Err(_) => short::line(diagnostic, sources) + "\n",
    }
}

/// A file as it is drawn. It has an additional line end, so that a place at the very end of the file is on a line.
struct Sheet<'a> {
    id: FileId,
    file: &'a SourceFile,
    text: String,
}

impl<'a> Sheet<'a> {
    fn new((id, file): (FileId, &'a SourceFile)) -> Sheet<'a> {
        Sheet { id, file, text: format!("{}\n", visible::in_place(file.text())) }
    }

    /// The byte range of the whole lines around `start..end`, with up to `before` and `after` more lines.
    fn lines_around(&self, start: usize, end: usize, before: usize, after: usize) -> (usize, usize) {
        let first = (0..before).fold(self.line_start(start), |at, _| self.line_start(at.saturating_sub(1)));
        let end_of_file = self.file.text().len();
        let more = |at: usize, _| if at < end_of_file { self.line_end(at) } else { at };
        (first, (0..after).fold(self.line_end(end), more))
    }

    /// The length in bytes of the longest line that is drawn for a span.
    fn longest_line(&self, span: Span) -> usize {
        let (first, last) = self.lines_around(span.range().start, span.range().end, 1, 1);
        self.text.get(first..last).unwrap_or_default().lines().map(str::len).max().unwrap_or(0)
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        rest.iter().position(|&b| b == b'\n').map_or(self.text.len(), |i| at + i + 1)
    }
}

/// The files that one finding shows, joined end to end: miette knows one source, and a finding may refer to several.
///
/// The file that the finding points at comes first. Each file begins at its offset.
struct Desk<'a> {
    sheets: Vec<(usize, &'a Sheet<'a>)>,
}

impl<'a> Desk<'a> {
    fn new(diagnostic: &Diagnostic, sheets: &'a [Sheet<'a>]) -> Desk<'a> {
        let mut desk = Desk { sheets: Vec::new() };
        let mut offset = 0;
        for label in &diagnostic.labels {
            let sheet = sheets.iter().find(|s| s.id == label.span.file);
            if let Some(sheet) = sheet.filter(|s| desk.sheets.iter().all(|(_, laid)| laid.id != s.id)) {
                desk.sheets.push((offset, sheet));
                offset += sheet.text.len();
            }
        }
        desk
    }

    /// The range of a span within the joined files, cut to its file.
    fn range(&self, span: Span) -> Option<SourceSpan> {
        let (offset, sheet) = self.sheets.iter().find(|(_, s)| s.id == span.file)?;
        let length = sheet.file.text().len();
        let (start, end) = (span.range().start.min(length), span.range().end.min(length));
        Some((offset + start, end - start).into())
    }
}

impl SourceCode for Desk<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |(offset, _): &&(usize, &Sheet)| *offset <= span.offset();
        let (offset, sheet) = self.sheets.iter().rev().find(holds).ok_or(MietteError::OutOfBounds)?;
        let start = span.offset() - offset;
        let end = start + span.len();
        let (first, last) = sheet.lines_around(start, end, before, after);
        // A range over two files has no text. miette then draws the files separately.
        let data =
            sheet.text.get(first..last).filter(|_| end <= sheet.file.text().len()).ok_or(MietteError::OutOfBounds)?;
        // If miette requests no context, it needs the place for its headline: a column counted in characters.
        let column = if before == 0 { sheet.file.place(start).column - 1 } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            visible::line(&sheet.file.path().display().to_string()).into_owned(),
            data.as_bytes(),
            (offset + first, last - first).into(),
            sheet.file.place(first).line - 1,
            column,
            data.matches('\n').count(),
        )))
    }
}

/// A finding in the form that miette needs.
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    desk: Desk<'a>,
}

impl miette::Diagnostic for Shown<'_> {
    /// The headline: severity and code, and the place if it is not in rule text.
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Diagnostic { severity, code, location, .. } = self.diagnostic;
        let name = format!("{}[{}]", severity_word(*severity), code.name());
        Some(match location {
            Some(location) => Box::new(format!("{name} {}", visible::line(&location.to_string()))),
            None => Box::new(name),
        })
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(visible::lines(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.desk)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let marks = self.diagnostic.labels.iter().enumerate().filter_map(|(i, label)| {
            let span = self.desk.range(label.span)?;
            let text = Some(visible::line(&label.text).into_owned()).filter(|t| !t.is_empty());
            // The headline of a snippet shows the place of the first label.
            Some(match i {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            })
        });
        Some(Box::new(marks))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible::lines(&self.diagnostic.message))
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Shown<'_> {}
