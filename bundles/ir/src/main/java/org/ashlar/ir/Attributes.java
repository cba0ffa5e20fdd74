package org.ashlar.ir;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The attributes of operators by name: read from a record's components, and made into other values
/// of the same record.
///
/// The one class that uses reflection. It takes the record's class from the specimen, so it sees
/// whatever class loader that came from. An operator that is no record has no attributes.
public final class Attributes {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, long.class, Integer.class, Long.class);
  private static final Set<Class<?>> REAL =
      Set.of(float.class, double.class, Float.class, Double.class);

  /// The components of each class, kept by the class itself: the virtual machine makes them anew
  /// whenever it is asked.
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          var components = type.getRecordComponents();
          if (components == null) {
            return new RecordComponent[0];
          }
          for (var component : components) {
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private Attributes() {}

  /// What an attribute can hold.
  public sealed interface Kind {
    /// One value: a number, boolean, string, enum, or a type of this package.
    record Plain(Class<?> type) implements Kind {}

    record ListOf(Kind element) implements Kind {}

    record OptionalOf(Kind element) implements Kind {}
  }

  /// The attributes' values, in the order of the record's components.
  public static Map<String, Object> of(Operator op) {
    var values = new LinkedHashMap<String, Object>();
    for (var component : components(op)) {
      values.put(component.getName(), value(op, component));
    }
    return values;
  }

  /// The attributes' kinds, in the order of the record's components.
  ///
  /// @throws IllegalArgumentException when a component has a type that no text can say
  public static Map<String, Kind> kinds(Operator op) {
    var kinds = new LinkedHashMap<String, Kind>();
    for (var component : components(op)) {
      kinds.put(component.getName(), kind(op, component.getName(), component.getGenericType()));
    }
    return kinds;
  }

  /// The operator with its defaults, made by its constructor without parameters; empty where it has
  /// none.
  public static Optional<Operator> defaults(Operator op) {
    try {
      var constructor = op.getClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      return Optional.of((Operator) construct(op, constructor));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  /// The operator `specimen` with some attributes replaced. Whole numbers become floats and the
  /// other way round where nothing is lost, and `int` and `long` one another.
  ///
  /// @throws IllegalArgumentException when there is no such attribute, a value does not fit it, or
  ///   the operator refuses it
  public static Operator with(Operator specimen, Map<String, ?> attributes) {
    var components = components(specimen);
    var unknown = new TreeSet<String>(attributes.keySet());
    var values = new Object[components.length];
    var types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      var name = components[i].getName();
      unknown.remove(name);
      types[i] = components[i].getType();
      values[i] =
          attributes.containsKey(name)
              ? fitted(
                  specimen,
                  name,
                  kind(specimen, name, components[i].getGenericType()),
                  attributes.get(name))
              : value(specimen, components[i]);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          specimen.name()
              + ": has no attribute "
              + unknown.first()
              + "; "
              + (components.length == 0
                  ? "it has none"
                  : "it has " + String.join(", ", of(specimen).keySet())));
    }
    if (attributes.isEmpty()) {
      return specimen;
    }
    try {
      var canonical = specimen.getClass().getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return (Operator) construct(specimen, canonical, values);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          specimen.name() + ": a record without its canonical constructor", e);
    }
  }

  private static RecordComponent[] components(Operator op) {
    return COMPONENTS.get(op.getClass());
  }

  private static Object value(Operator op, RecordComponent component) {
    try {
      return component.getAccessor().invoke(op);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(
          op.name() + ": attribute " + component.getName() + " cannot be read", e);
    } catch (InvocationTargetException e) {
      throw thrown(op, e);
    }
  }

  private static Object construct(Operator op, Constructor<?> constructor, Object... values) {
    try {
      return constructor.newInstance(values);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(op.name() + ": cannot be made", e);
    } catch (InvocationTargetException e) {
      throw thrown(op, e);
    }
  }

  /// What the operator's own code threw.
  private static RuntimeException thrown(Operator op, InvocationTargetException e) {
    return switch (e.getTargetException()) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      default -> new IllegalArgumentException(op.name() + ": " + e.getCause(), e);
    };
  }

  private static Kind kind(Operator op, String name, java.lang.reflect.Type type) {
    return switch (type) {
      case Class<?> c when c.isEnum() || Function.class == c || isNumber(c) || isIr(c) ->
          new Kind.Plain(c);
      case ParameterizedType p when p.getRawType() == List.class ->
          new Kind.ListOf(kind(op, name, p.getActualTypeArguments()[0]));
      case ParameterizedType p when p.getRawType() == Optional.class ->
          new Kind.OptionalOf(kind(op, name, p.getActualTypeArguments()[0]));
      default ->
          throw new IllegalArgumentException(
              op.name()
                  + ": attribute "
                  + name
                  + ": has the type "
                  + type.getTypeName()
                  + "; numbers, booleans, strings, enums, types of the IR, lists and optionals of these"
                  + " can be written");
    };
  }

  private static boolean isNumber(Class<?> c) {
    return WHOLE.contains(c)
        || REAL.contains(c)
        || c == boolean.class
        || c == Boolean.class
        || c == String.class;
  }

  private static boolean isIr(Class<?> c) {
    return c == Shape.class
        || Type.class.isAssignableFrom(c)
        || Expr.class.isAssignableFrom(c)
        || c == Axis.class
        || c == Meaning.class
        || c == Reducer.class;
  }

  private static Object fitted(Operator op, String name, Kind kind, Object value) {
    return switch (kind) {
      case Kind.Plain(var type) -> plain(op, name, type, value);
      case Kind.ListOf(var element) -> {
        if (!(value instanceof List<?> list)) {
          throw mismatch(op, name, "a list", value);
        }
        var fitted = new ArrayList<Object>();
        for (var item : list) {
          fitted.add(fitted(op, name, element, item));
        }
        yield List.copyOf(fitted);
      }
      case Kind.OptionalOf(var element) ->
          value instanceof Optional<?> optional
              ? optional.map(item -> fitted(op, name, element, item))
              : Optional.of(fitted(op, name, element, value));
    };
  }

  private static Object plain(Operator op, String name, Class<?> type, Object value) {
    if (value instanceof Number number && (WHOLE.contains(type) || REAL.contains(type))) {
      return number(number, type)
          .orElseThrow(
              () -> mismatch(op, name, "a number that fits " + type.getSimpleName(), value));
    }
    boolean fits = type.isInstance(value) || type == boolean.class && value instanceof Boolean;
    if (!fits) {
      throw mismatch(op, name, type.getSimpleName(), value);
    }
    return value;
  }

  private static Optional<Object> number(Number number, Class<?> type) {
    double real = number.doubleValue();
    if (REAL.contains(type)) {
      boolean narrow = type == float.class || type == Float.class;
      return Optional.of(narrow ? (Object) number.floatValue() : (Object) real);
    }
    boolean floating = number instanceof Float || number instanceof Double;
    if (floating && (real != Math.rint(real) || Math.abs(real) > 0x1p53)) {
      return Optional.empty();
    }
    long whole = number.longValue();
    if (type == long.class || type == Long.class) {
      return Optional.of(whole);
    }
    return whole == (int) whole ? Optional.of((int) whole) : Optional.empty();
  }

  private static IllegalArgumentException mismatch(
      Operator op, String name, String needed, Object value) {
    return new IllegalArgumentException(
        op.name() + ": attribute " + name + ": needs " + needed + ", not " + value);
  }
}
