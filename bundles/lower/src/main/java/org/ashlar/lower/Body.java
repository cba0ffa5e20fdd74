package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// The actions of one step, and where their results go.
final class Body {
  private final Flow flow;
  private final List<Action> actions;

  Body(Flow flow, List<Action> actions) {
    this.flow = flow;
    this.actions = new ArrayList<>(actions);
  }

  List<Action> actions() {
    return actions;
  }

  /// Puts an element into a stack, at the place of the step: by the kernel that makes it, where
  /// only that one names it, else by one more.
  ///
  /// @param place of the step's number
  void stack(Buffer element, Buffer stack, Buffer counter, UnaryOperator<Expr> place) {
    var at = place.apply(counter.read());
    var maker = only(element);
    if (maker.isPresent()
        && isFree(maker.get(), stack.name())
        && isFree(maker.get(), counter.name())) {
      var body =
          Statements.rebuffer(
              maker.get().kernel().body(), element, stack, inner -> before(at, inner));
      replace(maker.get(), body);
      return;
    }
    var axes = Places.axes(element);
    var from = source(element);
    var store = new Stmt.Store(stack, before(at, Places.at(axes)), from.read(Places.at(axes)));
    actions.add(
        Planning.launch(
            flow.stock().kernel("stack_" + element.name()), Phase.loops(Places.wide(axes), store)));
  }

  /// Where an element is read that is but a copy: at the source, without the copy.
  private Buffer source(Buffer element) {
    var naming = naming(element);
    if (naming.size() == 1 && naming.getFirst() instanceof Action.Copy(_, var from)) {
      actions.remove(naming.getFirst());
      return from;
    }
    return element;
  }

  /// Makes a next carried value the present one: by storing it there at once, where nothing else
  /// reads the old one then or later, else by a copy at the end.
  void carry(Buffer next, Buffer state) {
    var naming = naming(next);
    if (naming.getFirst() instanceof Action.Launch maker
        && maker.kernel().parameters().equals(maker.arguments())
        && isFree(maker, state.name())
        && isLast(maker, state)
        && isInPlace(maker.kernel().body(), next, state)) {
      for (var reader : naming.subList(1, naming.size())) {
        actions.set(actions.indexOf(reader), Named.renamed(reader, next, state));
      }
      replace(maker, Statements.rename(maker.kernel().body(), next, state));
    } else {
      actions.add(new Action.Copy(state, next));
    }
  }

  private List<Action> naming(Buffer buffer) {
    return actions.stream().filter(a -> Named.in(List.of(a)).contains(buffer)).toList();
  }

  private void replace(Action.Launch old, Stmt body) {
    actions.set(actions.indexOf(old), Planning.launch(old.kernel().name(), body));
  }

  /// The launch that writes a buffer, where no other action names it.
  private Optional<Action.Launch> only(Buffer buffer) {
    var naming = naming(buffer);
    return naming.size() == 1
            && naming.getFirst() instanceof Action.Launch launch
            && launch.kernel().parameters().equals(launch.arguments())
        ? Optional.of(launch)
        : Optional.empty();
  }

  private boolean isLast(Action.Launch launch, Buffer read) {
    return !Named.in(actions.subList(actions.indexOf(launch) + 1, actions.size())).contains(read);
  }

  /// Whether a name means nothing else inside a kernel.
  private static boolean isFree(Action.Launch launch, String name) {
    boolean[] free = {true};
    Statements.visit(
        launch.kernel().body(),
        s -> free[0] &= !(s instanceof Stmt.Alloc a && a.buffer().name().equals(name)));
    return free[0];
  }

  /// Whether each place of `next` is written once, after the last read of the same place of
  /// `state`, and no other place of it is read.
  private static boolean isInPlace(Stmt body, Buffer next, Buffer state) {
    if (!Reads.of(body).contains(state)) {
      return true;
    }
    var places = new HashSet<List<Expr>>();
    var stores = new ArrayList<Stmt.Store>();
    boolean[] plain = {true};
    Statements.visit(
        body,
        s -> {
          switch (s) {
            case Stmt.Store store when store.to().equals(next) -> stores.add(store);
            case Stmt.Update u -> plain[0] &= !u.to().equals(next);
            case Stmt.Copy _, Stmt.Multiply _ -> plain[0] = false;
            case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Alloc _, Stmt.Seq _ -> {}
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer of, var at) && of.equals(state)) {
                          places.add(at);
                          plain[0] &= stores.isEmpty() || s.equals(stores.getFirst());
                        }
                      }));
        });
    return plain[0]
        && stores.size() == 1
        && places.equals(Set.of(stores.getFirst().at()))
        && isOwn(stores.getFirst());
  }

  /// Whether each iteration of the loops has a place of its own: every coordinate is an index.
  private static boolean isOwn(Stmt.Store store) {
    var indices = new HashSet<Expr>();
    for (int d = 0; d < store.at().size(); d++) {
      var e = store.at().get(d);
      boolean one = Item.isOne(store.to().sizes().get(d));
      if (!one && !(e instanceof Expr.Index && indices.add(e))) {
        return false;
      }
    }
    return true;
  }

  private static List<Expr> before(Expr first, List<Expr> rest) {
    var all = new ArrayList<Expr>();
    all.add(first);
    all.addAll(rest);
    return all;
  }
}
