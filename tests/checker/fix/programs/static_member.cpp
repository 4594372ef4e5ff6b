#include <thread>

class Widget {
 public:
  Widget() { ++made_; }
  static int made() { return made_; }

 private:
  static int made_;
};

int Widget::made_ = 0;

int main() {
  std::thread first([] { Widget widget; });
  std::thread second([] { Widget widget; });
  first.join();
  second.join();
  return Widget::made() == 0;
}
