//===- ASTPrinter.cpp - The syntax tree as canonical text -----------------===//
#include "AST.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc::dsl;

namespace {
class Printer {
public:
  explicit Printer(llvm::raw_ostream &os) : os(os) {}

  void print(const File &file);
  void print(const Expr &expr, bool nested = false);

private:
  void print(const Stmt &stmt, unsigned indent);
  void printBody(const StmtList &body, unsigned indent);
  void printList(const std::vector<ExprPtr> &elements);
  void printItem(const IndexItem &item);

  llvm::raw_ostream &os;
};
} // namespace

void Printer::printList(const std::vector<ExprPtr> &elements) {
  os << "[";
  llvm::interleaveComma(elements, os, [&](const ExprPtr &element) { print(*element); });
  os << "]";
}

void Printer::printItem(const IndexItem &item) {
  if (item.start)
    print(*item.start);
  if (!item.isRange)
    return;
  os << ":";
  if (item.stop)
    print(*item.stop);
  if (item.step) {
    os << ":";
    print(*item.step);
  }
}

void Printer::print(const Expr &expr, bool nested) {
  llvm::TypeSwitch<const Expr *>(&expr)
      .Case([&](const NumberExpr *e) { os << e->spelling; })
      .Case([&](const StringExpr *e) { os << '"' << e->text << '"'; })
      .Case([&](const BoolExpr *e) { os << (e->value ? "true" : "false"); })
      .Case([&](const NameExpr *e) { os << e->name; })
      .Case([&](const ListExpr *e) { printList(e->elements); })
      .Case([&](const UnaryExpr *e) {
        os << (nested ? "(" : "") << e->op << (e->op == "not" ? " " : "");
        print(*e->operand, /*nested=*/true);
        os << (nested ? ")" : "");
      })
      .Case([&](const BinaryExpr *e) {
        os << (nested ? "(" : "");
        print(*e->lhs, /*nested=*/true);
        os << " " << e->op << " ";
        print(*e->rhs, /*nested=*/true);
        os << (nested ? ")" : "");
      })
      .Case([&](const RangeExpr *e) {
        print(*e->from, /*nested=*/true);
        os << "..";
        print(*e->to, /*nested=*/true);
      })
      .Case([&](const MemberExpr *e) {
        print(*e->base, /*nested=*/true);
        os << "." << e->member;
      })
      .Case([&](const IndexExpr *e) {
        print(*e->base, /*nested=*/true);
        os << "[";
        llvm::interleaveComma(e->items, os, [&](const IndexItem &item) { printItem(item); });
        os << "]";
      })
      .Case([&](const CallExpr *e) {
        print(*e->callee, /*nested=*/true);
        os << "(";
        llvm::interleaveComma(e->args, os, [&](const Argument &arg) {
          if (!arg.name.empty())
            os << arg.name << " = ";
          print(*arg.value);
        });
        os << ")";
      });
}

void Printer::printBody(const StmtList &body, unsigned indent) {
  os << "{\n";
  for (const auto &stmt : body)
    print(*stmt, indent + 2);
  os.indent(indent) << "}";
}

void Printer::print(const Stmt &stmt, unsigned indent) {
  using Kind = Stmt::Kind;
  os.indent(indent);
  switch (stmt.kind) {
  case Kind::Input:
    os << "input ";
    break;
  case Kind::Target:
    os << "target ";
    break;
  case Kind::Let:
    os << "let ";
    break;
  case Kind::Var:
    os << "var ";
    break;
  case Kind::Output:
    os << "output ";
    break;
  case Kind::Metric:
    os << "metric ";
    break;
  case Kind::Param:
    os << "param ";
    break;
  case Kind::State:
    os << "state ";
    break;
  case Kind::Update:
    os << "update ";
    break;
  case Kind::For:
    os << "for ";
    break;
  case Kind::If:
    os << "if ";
    break;
  case Kind::Return:
    os << "return ";
    break;
  case Kind::Assign:
  case Kind::Loss:
  case Kind::Decode:
    break;
  }
  if (stmt.kind != Kind::If && stmt.kind != Kind::Return)
    os << stmt.name;
  if (!stmt.type.element.empty()) {
    os << " : " << stmt.type.element;
    printList(stmt.type.dims);
  }
  if (stmt.value) {
    if (stmt.kind == Kind::For)
      os << " in ";
    else if (stmt.kind != Kind::If && stmt.kind != Kind::Return)
      os << " = ";
    print(*stmt.value);
  }
  if (stmt.label) {
    os << " as " << stmt.label->name;
    for (const ExprPtr &index : stmt.label->indices) {
      os << "[";
      print(*index);
      os << "]";
    }
  }
  if (stmt.kind == Kind::For || stmt.kind == Kind::If || stmt.kind == Kind::Decode) {
    os << " ";
    printBody(stmt.body, indent);
    if (!stmt.orElse.empty()) {
      os << " else ";
      printBody(stmt.orElse, indent);
    }
  }
  os << "\n";
}

void Printer::print(const File &file) {
  for (const auto &import : file.imports)
    os << "import " << '"' << import->path << '"' << " as " << import->name << "\n";
  for (const auto &block : file.blocks) {
    os << "block " << block->name << "(";
    llvm::interleaveComma(block->params, os, [&](const BlockParam &param) {
      os << param.name;
      if (param.defaultValue) {
        os << " = ";
        print(*param.defaultValue);
      }
    });
    os << ") ";
    printBody(block->body, 0);
    os << "\n\n";
  }
  if (file.model) {
    os << "model " << file.model->name << " ";
    printBody(file.model->body, 0);
    os << "\n";
  }
  auto printSettings = [&](const TrainDef &settings) {
    os << " {\n";
    for (const TrainEntry &entry : settings.entries) {
      os << "  " << entry.key << " = ";
      print(*entry.value);
      os << "\n";
    }
    os << "}\n";
  };
  if (file.train) {
    os << "\ntrain";
    printSettings(*file.train);
  }
  for (const auto &phase : file.phases) {
    os << "\nphase " << phase->name;
    printSettings(phase->settings);
  }
}

std::string dlc::dsl::printFile(const File &file) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Printer(os).print(file);
  return text;
}

std::string dlc::dsl::printExpr(const Expr &expr) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Printer(os).print(expr);
  return text;
}
