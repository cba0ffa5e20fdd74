package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads PTX text into a module; what is not PTX throws with file, line and column.
///
/// It knows the grammar and which registers are declared; which instructions exist is the
/// verifier's concern. Sections of debugging data and what `.loc` says of inlining are dropped.
public final class Parser {
  private final String file;
  private final Tokens tokens;
  private final Names names = new Names();
  private final Declarations declarations;
  private final Operands operands;
  private Optional<Source> source = Optional.empty();

  private int major;
  private int minor;
  private int addressSize = 64;
  private final List<String> target = new ArrayList<>();
  private final List<SourceFile> files = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Routine> routines = new ArrayList<>();

  private Parser(String file, String text) {
    this.file = file;
    tokens = new Tokens(file, new Lexer(file, text).tokens());
    declarations = new Declarations(tokens, names);
    operands = new Operands(tokens, names);
  }

  /// The module of a text; messages name the file.
  public static PtxModule parse(String file, String text) {
    return new Parser(file, text).module();
  }

  private PtxModule module() {
    names.enter();
    if (!tokens.atDot("version")) {
      throw tokens.error(
          tokens.peek().position(), "module: it must begin with .version: found " + tokens.found());
    }
    while (tokens.peek().kind() != Token.Kind.END) {
      item();
    }
    return new PtxModule(file, major, minor, target, addressSize, files, variables, routines);
  }

  private void item() {
    var first = tokens.need(Token.Kind.DOT, "directive");
    switch (first.text()) {
      case "version" -> version();
      case "target" -> {
        do {
          target.add(tokens.word("target"));
        } while (tokens.take(","));
      }
      case "address_size" -> {
        addressSize = declarations.count("address_size");
        if (addressSize != 64) {
          throw tokens.error(
              first.position(), ".address_size: 64 is in the subset: found " + addressSize);
        }
      }
      case "file" -> file();
      case "section" -> section();
      case "loc" -> loc();
      case "pragma" -> {
        tokens.need(Token.Kind.STRING, "pragma");
        tokens.need(";", ".pragma");
      }
      case "visible",
          "extern",
          "weak",
          "common",
          "entry",
          "func",
          "global",
          "const",
          "shared",
          "local" ->
          linked(first);
      default ->
          throw tokens.error(
              first.position(),
              "."
                  + first.text()
                  + ": directives of the subset may stand here: this is none of them");
    }
  }

  private void version() {
    var parts = tokens.need(Token.Kind.NUMBER, "version").text().split("\\.");
    if (parts.length != 2) {
      throw tokens.error(
          tokens.peek().position(), ".version: it is two numbers with a point: found " + parts[0]);
    }
    major = Integer.parseInt(parts[0]);
    minor = Integer.parseInt(parts[1]);
  }

  private void file() {
    int index = declarations.count("file");
    files.add(new SourceFile(index, tokens.need(Token.Kind.STRING, "file name").text()));
    while (tokens.take(",")) {
      tokens.next();
    }
  }

  private void section() {
    tokens.dot("section");
    tokens.need("{", ".section");
    for (int depth = 1; depth > 0; ) {
      var token = tokens.next();
      if (token.kind() == Token.Kind.END) {
        throw tokens.error(
            token.position(), ".section: it must end with '}': found the end of the text");
      }
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
    }
  }

  /// `.loc file line column`, and what follows it about inlining.
  private void loc() {
    source =
        Optional.of(
            new Source(
                declarations.count("loc"), declarations.count("loc"), declarations.count("loc")));
    while (tokens.take(",")) {
      tokens.word("attribute of .loc");
      if (tokens.peek().kind() == Token.Kind.WORD) {
        tokens.next();
        while (tokens.take("+")) {
          tokens.next();
        }
      } else {
        for (int i = 0; i < 3; i++) {
          declarations.count("inlined_at");
        }
      }
    }
  }

  private void linked(Token first) {
    var linkage =
        switch (first.text()) {
          case "visible" -> Linkage.VISIBLE;
          case "extern" -> Linkage.EXTERN;
          case "weak" -> Linkage.WEAK;
          case "common" -> Linkage.COMMON;
          default -> Linkage.LOCAL;
        };
    var kind = linkage == Linkage.LOCAL ? first.text() : tokens.dot("kind of what is declared");
    switch (kind) {
      case "entry" -> routine(linkage, true);
      case "func" -> routine(linkage, false);
      default -> {
        var space =
            Space.of(kind)
                .orElseThrow(() ->
                    tokens.error(
                        first.position(),
                        "."
                            + kind
                            + ": a state space, .entry or .func must follow here: it is none of"
                            + " them"));
        variables.addAll(declarations.variables(linkage, space));
      }
    }
  }

  private void routine(Linkage linkage, boolean entry) {
    source = Optional.empty();
    names.enter();
    List<Variable> results = entry ? List.of() : declarations.parameters();
    var position = tokens.peek().position();
    var name = tokens.word("name of the routine");
    var parameters = declarations.parameters();
    var pragmas = new ArrayList<Statement>();
    var directives = header(pragmas);
    Optional<List<Statement>> body = Optional.empty();
    if (tokens.take("{")) {
      var statements = new ArrayList<>(pragmas);
      statements.addAll(statements(name));
      body = Optional.of(statements);
    } else {
      tokens.take(";");
    }
    names.leave();
    routines.add(
        new Routine(linkage, entry, name, results, parameters, directives, body, position));
  }

  private List<Directive> header(List<Statement> pragmas) {
    var directives = new ArrayList<Directive>();
    while (tokens.peek().kind() == Token.Kind.DOT && !tokens.atDot("visible")) {
      if (tokens.atDot("pragma")) {
        pragmas.add(pragma());
        continue;
      }
      var of = tokens.next().text();
      var values = new ArrayList<Integer>();
      if (tokens.peek().kind() == Token.Kind.NUMBER) {
        do {
          values.add(declarations.count(of));
        } while (tokens.take(","));
      }
      directives.add(new Directive(of, values));
    }
    return directives;
  }

  /// Statements up to the closing brace, which is taken.
  private List<Statement> statements(String where) {
    var list = new ArrayList<Statement>();
    while (!tokens.take("}")) {
      var token = tokens.peek();
      switch (token.kind()) {
        case DOT -> directive(list);
        case WORD -> {
          if (tokens.peek(1).is(":")) {
            tokens.next();
            tokens.next();
            list.add(new Statement.Label(token.text(), token.position()));
          } else {
            list.add(instruction());
          }
        }
        case SIGN -> {
          if (tokens.take("{")) {
            names.enter();
            list.add(new Statement.Block(statements(where), token.position()));
            names.leave();
          } else if (!tokens.take(";")) {
            list.add(instruction());
          }
        }
        case NUMBER, STRING, END ->
            throw tokens.error(
                token.position(),
                where + ": a statement or '}' must follow: found " + tokens.found());
      }
    }
    return list;
  }

  private void directive(List<Statement> list) {
    var token = tokens.peek();
    switch (token.text()) {
      case "loc" -> {
        tokens.next();
        loc();
      }
      case "pragma" -> list.add(pragma());
      case "reg" -> {
        tokens.next();
        list.add(declarations.registers(token.position()));
      }
      case "extern", "shared", "local", "param", "global", "const" -> {
        var linkage = tokens.takeDot("extern") ? Linkage.EXTERN : Linkage.LOCAL;
        var space = Space.of(tokens.dot("state space"));
        if (space.isEmpty()) {
          throw tokens.error(token.position(), ".extern: a state space must follow: found none");
        }
        for (var variable : declarations.variables(linkage, space.get())) {
          list.add(new Statement.Declaration(variable));
        }
      }
      default ->
          throw tokens.error(
              token.position(),
              "."
                  + token.text()
                  + ": directives of the subset may stand here: this is none of them");
    }
  }

  private Statement.Pragma pragma() {
    var position = tokens.next().position();
    var text = tokens.need(Token.Kind.STRING, "pragma").text();
    tokens.need(";", ".pragma");
    return new Statement.Pragma(text, position);
  }

  private Instruction instruction() {
    Optional<Guard> guard = Optional.empty();
    if (tokens.take("@")) {
      boolean negated = tokens.take("!");
      var position = tokens.peek().position();
      var predicate = tokens.word("predicate");
      if (!names.isRegister(predicate)) {
        throw tokens.error(
            position, predicate + ": a guard must be a declared register: it is not");
      }
      guard = Optional.of(new Guard(predicate, negated));
    }
    var opcode = tokens.need(Token.Kind.WORD, "instruction");
    var suffixes = new ArrayList<String>();
    while (tokens.peek().kind() == Token.Kind.DOT) {
      suffixes.add(tokens.next().text());
    }
    var list = operands.read(opcode.text());
    return new Instruction(guard, opcode.text(), suffixes, list, opcode.position(), source);
  }
}
