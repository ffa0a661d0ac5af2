package dev.weir.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a caller or a subclass of a public type can see of other types. */
final class Signatures {
  /** True if the type and every type around it is public. */
  static boolean isVisible(JavaClass type) {
    for (Optional<JavaClass> t = Optional.of(type);
        t.isPresent();
        t = t.get().getEnclosingClass()) {
      if (!t.get().getModifiers().contains(JavaModifier.PUBLIC)) {
        return false;
      }
    }
    return !type.getSimpleName().equals("package-info");
  }

  /**
   * Each visible signature of the type, as {@code Type} or {@code Type.member}, with the types it
   * names.
   */
  static Map<String, Set<JavaClass>> of(JavaClass type) {
    Map<String, Set<JavaClass>> signatures = new TreeMap<>();
    List<JavaType> header = new ArrayList<>(type.getInterfaces());
    type.getSuperclass().ifPresent(header::add);
    type.getTypeParameters().forEach(p -> header.addAll(p.getUpperBounds()));
    add(signatures, name(type), header);
    for (JavaMember member : type.getMembers()) {
      if (isVisible(member)) {
        add(signatures, name(type) + "." + member.getName(), typesOf(member));
      }
    }
    return signatures;
  }

  private static List<JavaType> typesOf(JavaMember member) {
    List<JavaType> types = new ArrayList<>();
    switch (member) {
      case JavaField field -> types.add(field.getType());
      case JavaCodeUnit code -> {
        types.add(code.getReturnType());
        types.addAll(code.getParameterTypes());
        types.addAll(code.getExceptionTypes());
        code.getTypeParameters().forEach(p -> types.addAll(p.getUpperBounds()));
      }
      default -> throw new AssertionError(member);
    }
    return types;
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
  }

  private static void add(
      Map<String, Set<JavaClass>> signatures, String name, List<? extends JavaType> types) {
    signatures.merge(
        name,
        types.stream()
            .flatMap(t -> t.getAllInvolvedRawTypes().stream())
            .map(JavaClass::getBaseComponentType)
            .collect(Collectors.toSet()),
        (a, b) -> {
          a.addAll(b);
          return a;
        });
  }

  private static String name(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private Signatures() {}
}
