"""The Jinja environment that every template of briefgen is rendered in.

A brief quotes strangers, so what comes out of a ``{{ }}`` is escaped for the markup of the template
by the environment itself, not by a filter somebody may forget::

    env = environment(escape_wikitext, look.template_dir)      # HTML: environment(HTML, look.template_dir)
    text = render(env, "wiki/mediawiki.j2", brief=brief, notes=Endnotes())

``escape_wikitext`` is a plain function from text to text in which every special character of the
markup is inert. It is applied once to each value that a template prints. What a template itself
spells out is markup and stays as it is; so does the result of a macro, a ``{% set %}`` block or the
``safe`` filter. Joining such a result with plain text (``~``, ``+``, ``%``, ``|join``) escapes the plain text.

Templates are sandboxed and see no more than the values they are given; they cannot reach files, the
network or Python's internals. A name they do not know is an error (StrictUndefined), never empty text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Concat
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from briefgen.errors import RenderError, UsageError
from briefgen.renderers import wording
from briefgen.renderers.resources import resource_dir

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""Control characters and non-characters, which HTML and XML forbid, and those that reverse the direction of writing."""

Escape = Callable[[str], str]
"""From plain text to the same text in a markup, with nothing in it that the markup would act on."""

HTML: Escape = Markup.escape
"""The escaping of HTML and XML, for element content and quoted attributes."""


def environment(escape: Escape, template_dir: Path | None = None) -> ImmutableSandboxedEnvironment:
    """An environment whose output is escaped by ``escape``; pass HTML for HTML and XML.

    Templates are looked for in ``template_dir`` first, then among the built-in ones, each by its path
    relative to the folder ("brief.html.j2", "wiki/mediawiki.j2"). Raises UsageError when
    ``template_dir`` is no folder or holds nothing that would replace a built-in template.
    """
    return _environment(escape, _own_templates(template_dir) if template_dir is not None else None)


def render(env: ImmutableSandboxedEnvironment, template: str, **values: Any) -> str:
    """The text of ``template`` with ``values``, without the characters that no output can show.

    Raises RenderError with the template's file and line for whatever goes wrong in it.
    """
    try:
        return _UNPRINTABLE.sub("", env.get_template(template).render(**values))
    except TemplateSyntaxError as error:
        raise _template_error(error.filename or template, error.lineno, error.message or "syntax error") from error
    except TemplateNotFound as error:
        if error.name == template:
            raise RenderError(f"There is no template called {template}.", "Install briefgen again.") from error
        file, line = _place(error, env) or (template, None)
        raise _template_error(file, line, f"there is no template called '{error.name}'") from error
    except UnicodeDecodeError as error:
        raise _template_error(template, None, f"it is not UTF-8 text ({error})") from error
    except Exception as error:
        place = _place(error, env)
        if place is None and not isinstance(error, TemplateError):
            raise  # not the template's doing: a defect of briefgen, which must not hide
        file, line = place or (template, None)
        raise _template_error(file, line, str(error) or type(error).__name__) from error


def _template_error(file: str, line: int | None, problem: str) -> RenderError:
    where = f"{file}, line {line}" if line else file
    return RenderError(f"Template {where}: {problem.rstrip('.')}.", "Correct the template, or leave --template out.")


def _place(error: BaseException, env: ImmutableSandboxedEnvironment) -> tuple[str, int] | None:
    """File and line of the innermost template that ``error`` came through; Jinja puts both into the traceback."""
    assert isinstance(env.loader, FileSystemLoader)
    folders = [Path(folder) for folder in env.loader.searchpath]
    place = None
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if any(file.is_relative_to(folder) for folder in folders):
            place = (str(file), trace.tb_lineno)
        trace = trace.tb_next
    return place


def _own_templates(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"The template folder {folder} is not there.", "Give --template a folder.")
    known = {path.relative_to(resource_dir("templates")) for path in resource_dir("templates").rglob("*.j2")}
    if not any((folder / path).is_file() for path in known):
        names = ", ".join(sorted(path.as_posix() for path in known))
        raise UsageError(f"The template folder {folder} has no template that briefgen uses.", f"It uses: {names}.")
    return folder


@lru_cache(maxsize=16)
def _environment(escape: Escape, own: Path | None) -> ImmutableSandboxedEnvironment:
    folders = [*([own] if own is not None else []), resource_dir("templates")]
    kind = ImmutableSandboxedEnvironment if escape is HTML else _MarkupEnvironment
    env = kind(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(wording.FILTERS)
    env.globals.update(wording.GLOBALS)
    if isinstance(env, _MarkupEnvironment):
        env.use(escape)
    return env


class _CodeGenerator(CodeGenerator):
    """Compiles ``~`` to the environment's own joining; Jinja's would escape for HTML."""

    def visit_Concat(self, node: Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _MarkupEnvironment(ImmutableSandboxedEnvironment):
    """Autoescaping for a markup other than HTML.

    Jinja's machinery stays (a Markup is trusted, anything else is escaped on its way out), but the
    values are escaped by ``finalize``, which runs before Jinja's own escaping and hands it a Markup.
    """

    code_generator_class = _CodeGenerator
    intercepted_binops = frozenset({"+", "%"})

    def use(self, escape: Escape) -> None:
        """Escape all output by ``escape``."""

        class Marked(Markup):
            """Markup whose operators escape what they take in for this environment's markup."""

            @classmethod
            def escape(cls, text: Any, /) -> Marked:
                return cls(text if hasattr(text, "__html__") else escape(str(text)))

        self.marked = Marked

        # With the context as its argument Jinja cannot run it at compile time, where it would
        # escape constants for HTML first.
        @pass_context
        def finalize(context: Context, value: Any) -> Any:  # noqa: ARG001
            return Marked.escape(value)

        self.finalize = finalize
        self.filters["safe"] = Marked
        self.filters["escape"] = self.filters["e"] = Marked.escape
        self.filters["join"] = self._join
        for html_only in ("forceescape", "tojson", "urlize", "xmlattr"):
            del self.filters[html_only]

    def joined(self, parts: Iterable[Any]) -> str:
        """The parts as one text; when any is markup, the others are escaped."""
        parts = list(parts)
        if any(hasattr(part, "__html__") for part in parts):
            return self.marked("").join(self.marked.escape(part) for part in parts)
        return "".join(map(str, parts))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, Markup) or isinstance(right, Markup):
            if operator == "+":
                return self.joined((left, right))
            left = self.marked(left) if isinstance(left, Markup) else left
        return super().call_binop(context, operator, left, right)

    def _join(self, values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
        parts: list[Any] = []
        for value in values:
            parts += [separator, value if attribute is None else self.getattr(value, attribute)]
        return self.joined(parts[1:])
