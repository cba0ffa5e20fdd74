package org.ashlar.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;

/// Reads meanings and reducers, the reverse of {@link MeaningText}.
public abstract class MeaningParser extends ExprParser {
  protected MeaningParser(String source, Scope scope) {
    super(source, scope);
  }

  /// A function inside a meaning.
  protected abstract Function function();

  public final Meaning meaning() {
    if (accept("pointwise")) {
      return new Meaning.Pointwise(expr());
    }
    if (accept("indexed")) {
      return indexed();
    }
    if (accept("scanned")) {
      return scanned();
    }
    if (accept("scattered")) {
      return scattered();
    }
    if (accept("composed")) {
      return new Meaning.Composed(nested(this::function));
    }
    var where = peek();
    if (accept("chosen")) {
      return chosen(where);
    }
    if (accept("repeated")) {
      return repeated(where);
    }
    if (sees("opaque")) {
      throw error(
          peek(),
          "a meaning with a text expected: 'opaque' stands for a host function, which has none");
    }
    throw expected("one of pointwise, indexed, scanned, scattered, composed, chosen, repeated");
  }

  private Meaning indexed() {
    var result = indices();
    return bound(
        result,
        () -> {
          var over = over();
          return bound(
              indices(over),
              () -> {
                var by = accept("by") ? Optional.of(reducer()) : Optional.<Reducer>empty();
                expect("=");
                var body = body();
                return made(() ->
                    new Meaning.Indexed(
                        result,
                        over,
                        by.orElseGet(() -> Reducer.none(body.getFirst().dtype())),
                        body));
              });
        });
  }

  private Meaning scanned() {
    var result = indices();
    return bound(
        result,
        () -> {
          expect("along");
          var along = new Index(name("the index that is scanned"));
          expect("by");
          var by = reducer();
          boolean exclusive = accept("exclusive");
          boolean reverse = accept("reverse");
          expect("=");
          return new Meaning.Scanned(result, along, by, body(), exclusive, reverse);
        });
  }

  private Meaning scattered() {
    var result = indices();
    expect("initial");
    var initial = bound(result, this::expr);
    var over = over();
    return bound(
        indices(over),
        () -> {
          expect("at");
          expect("[");
          var at = list("]", this::whole);
          var combine = operation();
          expect("=");
          return new Meaning.Scattered(result, initial, over, at, combine, expr());
        });
  }

  private Meaning chosen(Token where) {
    var then = nested(this::function);
    expect("else");
    var otherwise = nested(this::function);
    return made(where, () -> new Meaning.Chosen(then, otherwise));
  }

  private Meaning repeated(Token where) {
    expect("carried");
    int carried = (int) integer("how many values are carried");
    expect("sequences");
    int sequences = (int) integer("how many arguments are sequences");
    var times = accept("times") ? Optional.of(expr()) : Optional.<Expr>empty();
    boolean conditional = accept("conditional");
    boolean reverse = accept("reverse");
    var body = nested(this::function);
    return made(
        where, () -> new Meaning.Repeated(body, carried, sequences, times, conditional, reverse));
  }

  public final Reducer reducer() {
    var token = peek();
    if (!accept("reducer")) {
      var name = name("a reducer");
      expect("(");
      var dtype = dtype();
      expect(")");
      return Reducers.named(name, dtype)
          .orElseThrow(() ->
              error(
                  token,
                  "one of none, sum, product, max, min, argmax or 'reducer' expected, found "
                      + token.shown()));
    }
    var name = name("the reducer's name");
    expect("[");
    var identity = list("]", this::expr);
    expect("merge");
    expect("[");
    var states = new HashMap<String, Expr>();
    var added = new HashMap<String, Expr>();
    for (int i = 0; i < identity.size(); i++) {
      states.put("s" + i, Reducer.so(i, identity.get(i).dtype()));
      added.put("t" + i, Reducer.more(i, identity.get(i).dtype()));
    }
    return bound(
        states,
        () -> {
          var merge = bound(added, () -> list("]", this::expr));
          expect("finish");
          var finish = expr();
          return made(token, () -> new Reducer(name, identity, merge, finish));
        });
  }

  /// One expression a state, with semicolons.
  private List<Expr> body() {
    var body = new ArrayList<Expr>();
    do {
      body.add(expr());
    } while (accept(";"));
    return body;
  }

  private List<Index> indices() {
    expect("[");
    return list("]", () -> new Index(name("an index")));
  }

  private static List<Index> indices(List<Axis> axes) {
    return axes.stream().map(Axis::index).toList();
  }
}
