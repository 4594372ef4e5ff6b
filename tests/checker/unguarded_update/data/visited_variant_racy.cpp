// What a variant holds is visited by an operator of its own type; each changes the state, while another thread looks.
#include <thread>
#include <variant>
#include <vector>

struct Step {
  int by;
};
struct Stop {};

struct Robot {
  int position = 0;
  bool moves = true;
  void obey(Step step) { position += step.by; }  // RACE
  void obey(Stop) { moves = false; }
};

Robot robot;

int main() {
  const std::vector<std::variant<Step, Stop>> orders = {Step{1}, Step{2}, Stop{}};
  std::thread driver([&] {
    for (const auto& order : orders) std::visit([&](auto each) { robot.obey(each); }, order);
  });
  const int seen = robot.position;  // RACE
  driver.join();
  return seen > 3;
}
