#include "best_optimizer.h"

#include <utility>  // std::move

#include "bonded_preconditioner.h"
#include "knots.h"

namespace geomin {

namespace {

/// Iterations of plain L-BFGS, from the start and after a kick.
constexpr int kOpening = 60;
constexpr int kOpeningAfterKick = 10;
/// Knots are looked for after the opening and every so many iterations from then on.
constexpr int kIterationsBetweenLooks = 100;
/// A kick that has not paid off after so many iterations is taken back.
constexpr int kPatience = 100;
/// Å, farthest along each axis.
constexpr double kKick = 1.0;

}  // namespace

BestOptimizer::BestOptimizer(std::vector<double> sites, std::shared_ptr<const Target> target,
                             int threads)
    : target_(std::move(target)),
      preconditioner_(std::make_shared<BondedPreconditioner>(target_, threads)),
      threads_(threads),
      kicks_left_(kMostKicks) {
  Start(std::move(sites), kOpening);
}

void BestOptimizer::Start(std::vector<double> sites, int opening) {
  LbfgsOptions options;
  options.preconditioner = preconditioner_;
  options.opening = opening;
  options.threads = threads_;
  lbfgs_.emplace(std::move(sites), std::move(options));
  iteration_ = -1;
}

Step BestOptimizer::Tell(double energy, const double* gradients, double learning_rate) {
  const Step step = lbfgs_->Tell(energy, gradients, learning_rate);
  if (step.accepted) ++iteration_;
  if (fallback_) return TellOfTrial(step, energy);
  if (goes_back_) {
    goes_back_ = false;
    return {false, step.stalled};
  }
  if (step.accepted && IsTimeToLook() && Kick(energy)) return {true, false};
  return step;
}

bool BestOptimizer::IsTimeToLook() const {
  const int since = iteration_ - kOpening;
  return kicks_left_ > 0 && since >= 0 && since % kIterationsBetweenLooks == 0;
}

/// False where there are no knots.
bool BestOptimizer::Kick(double energy) {
  const double* const iterate = lbfgs_->Iterate();
  std::vector<Point> points = target_->ToPoints(iterate);
  if (!Untie(target_->restraints(), target_->fixed(), kKick, random_, points)) return false;
  --kicks_left_;
  fallback_ = Fallback{{iterate, iterate + 3 * points.size()}, energy};
  std::vector<double> sites;
  sites.reserve(3 * points.size());
  for (const Point& point : points) sites.insert(sites.end(), {point.x, point.y, point.z});
  Start(std::move(sites), kOpeningAfterKick);
  return true;
}

Step BestOptimizer::TellOfTrial(Step step, double energy) {
  if (step.accepted && energy < fallback_->energy) {
    fallback_.reset();
    return step;
  }
  if (step.stalled || iteration_ >= kPatience) {
    Start(std::move(fallback_->sites), 0);
    fallback_.reset();
    goes_back_ = true;
  }
  return {false, false};
}

}  // namespace geomin
